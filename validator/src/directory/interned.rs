//! Octets that come again and again, each kept once.

use std::collections::HashMap;

/// Octets that come again and again, each kept once, with a number.
#[derive(Debug, Default)]
pub(super) struct Interned {
    numbers: HashMap<Box<[u8]>, u32>,
}

impl Interned {
    /// The number of these octets.
    pub(super) fn number_of(&mut self, octets: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(octets) {
            return *number;
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(octets.into(), next);
        next
    }

    /// Takes those of another one, and says which numbers they have here.
    pub(super) fn append(&mut self, other: Self) -> Renumbering {
        let mut renumbering = Renumbering::of(other.numbers.len());
        for (octets, old) in other.numbers {
            renumbering.set(old, self.number_of(&octets));
        }
        renumbering
    }

    /// All of them in ascending order, and which place each number has there.
    pub(super) fn sorted(self) -> (Vec<Box<[u8]>>, Renumbering) {
        let mut renumbering = Renumbering::of(self.numbers.len());
        let mut sorted: Vec<(Box<[u8]>, u32)> = self.numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut octets = Vec::with_capacity(sorted.len());
        for (place, (each, number)) in (0_u32..).zip(sorted) {
            renumbering.set(number, place);
            octets.push(each);
        }
        (octets, renumbering)
    }
}

/// New numbers for old ones.
#[derive(Debug)]
pub(super) struct Renumbering(Vec<u32>);

impl Renumbering {
    fn of(count: usize) -> Self {
        Self(vec![u32::MAX; count])
    }

    fn set(&mut self, old: u32, new: u32) {
        let place = usize::try_from(old).ok().and_then(|old| self.0.get_mut(old));
        if let Some(place) = place {
            *place = new;
        }
    }

    /// The new number.
    pub(super) fn renumber(&self, number: &mut u32) {
        let new = usize::try_from(*number).ok().and_then(|old| self.0.get(old));
        *number = new.copied().unwrap_or(u32::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_has_its_number_and_the_order_of_coming_is_lost() {
        let mut one = Interned::default();
        assert_eq!(
            (one.number_of(b"b"), one.number_of(b"c"), one.number_of(b"b")),
            (0, 1, 0)
        );
        let mut other = Interned::default();
        assert_eq!((other.number_of(b"a"), other.number_of(b"c")), (0, 1));
        let moved = one.append(other);
        let mut numbers = [0, 1];
        numbers.iter_mut().for_each(|number| moved.renumber(number));
        assert_eq!(numbers, [2, 1]);
        let (sorted, ranks) = one.sorted();
        assert_eq!(sorted.iter().map(|each| each[0]).collect::<Vec<_>>(), b"abc");
        let mut numbers = [0, 1, 2];
        numbers.iter_mut().for_each(|number| ranks.renumber(number));
        assert_eq!(numbers, [1, 2, 0]);
    }
}
