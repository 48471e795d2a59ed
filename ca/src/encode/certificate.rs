//! Certificates (RFC 5280 4.1).

use rcgen::{CertificateParams, DistinguishedName, IsCa};
use s1spki_policies::{SerialNumber, Validity};

use super::unsigned::{Recorder, assemble, nameless_issuer, with_names};
use super::{EncodeError, Name, TemplateExtension, extension};
use crate::PublicKey;

/// Everything that stands in a certificate, decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateTemplate {
    /// The serial number.
    pub serial: SerialNumber,
    /// The name of the authority.
    pub issuer: Name,
    /// From when until when it is valid.
    pub validity: Validity,
    /// The name of the subject.
    pub subject: Name,
    /// The subject's key.
    pub public_key: PublicKey,
    /// The extensions, in the order in which they are written.
    pub extensions: Vec<TemplateExtension>,
}

/// Where the issuer stands in a TBSCertificate: after version, serial number and signature algorithm.
const ISSUER: usize = 3;
/// Where the subject stands: after the issuer and the validity.
const SUBJECT: usize = 5;

/// The octets of a certificate that its signature is over.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TbsCertificate(Vec<u8>);

impl CertificateTemplate {
    /// Writes the TBSCertificate. The same template gives the same octets, always.
    ///
    /// # Errors
    /// [`EncodeError`] where the template makes no certificate.
    pub fn encode(&self) -> Result<TbsCertificate, EncodeError> {
        let Validity {
            not_before,
            not_after,
        } = self.validity;
        if not_after < not_before {
            return Err(EncodeError::Validity {
                not_before,
                not_after,
            });
        }
        let mut params = CertificateParams::default();
        params.serial_number = Some(rcgen::SerialNumber::from_slice(self.serial.magnitude()));
        params.not_before = not_before.into();
        params.not_after = not_after.into();
        params.distinguished_name = DistinguishedName::new();
        params.is_ca = IsCa::NoCa; // basicConstraints come with the other extensions
        params.use_authority_key_identifier_extension = false;
        params.custom_extensions = extension::custom(&self.extensions)?;
        let recorder = Recorder::new(self.public_key.point());
        params
            .signed_by(&&recorder, &nameless_issuer(&recorder))
            .map_err(|error| EncodeError::Encoder(error.to_string()))?;
        let names = [(ISSUER, &self.issuer), (SUBJECT, &self.subject)];
        with_names(&recorder.recorded(), &names).map(TbsCertificate)
    }
}

impl TbsCertificate {
    /// The DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The certificate in DER, with this signature (an ECDSA-Sig-Value).
    #[must_use]
    pub fn assemble(&self, signature: &[u8]) -> Vec<u8> {
        assemble(&self.0, signature)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use s1spki_policies::{KeyUsage, Moment, Oid, PolicyOid};

    use super::*;
    use crate::KeyIdentifier;
    use crate::encode::{AttributeValue, ExtensionValue, NameAttribute};

    fn oid(text: &str) -> Oid {
        text.parse().unwrap()
    }

    fn octets(hex: &str) -> Vec<u8> {
        let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
        digits
            .chunks(2)
            .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap())
            .collect()
    }

    fn extension(critical: bool, value: ExtensionValue) -> TemplateExtension {
        TemplateExtension { critical, value }
    }

    /// A supplier's signing certificate, as the published ones are laid out.
    fn template() -> CertificateTemplate {
        CertificateTemplate {
            serial: "0x71872BDBC82789BC1401CE01BA06ADA3".parse().unwrap(),
            issuer: Name::new(&[
                NameAttribute::printable(oid("2.5.4.11"), "07"),
                NameAttribute::printable(oid("2.5.4.3"), "Z1"),
            ])
            .unwrap(),
            validity: Validity {
                not_before: "2025-09-01".parse().unwrap(),
                not_after: "2050-01-01".parse().unwrap(),
            },
            subject: Name::new(&[
                NameAttribute::utf8(oid("2.5.4.3"), "GITTESTSUPPLIER"),
                NameAttribute::utf8(oid("2.5.4.11"), "02"),
                NameAttribute::bit_string(oid("2.5.4.45"), octets("90B3D51F30010000")),
            ])
            .unwrap(),
            public_key: PublicKey::from_point(&[&[0x04][..], &[0x11; 32], &[0x22; 32]].concat()).unwrap(),
            extensions: vec![
                extension(
                    true,
                    ExtensionValue::KeyUsage([KeyUsage::DigitalSignature].into()),
                ),
                extension(
                    false,
                    ExtensionValue::SubjectKeyIdentifier(KeyIdentifier::new([0x41; 8])),
                ),
                extension(
                    true,
                    ExtensionValue::CertificatePolicies(vec!["1.2.826.0.1.8641679.1.2.1.4".parse().unwrap()]),
                ),
                extension(
                    false,
                    ExtensionValue::AuthorityKeyIdentifier(KeyIdentifier::new([0x42; 8])),
                ),
            ],
        }
    }

    /// Put together from X.690 and the layout of the published certificates, without rcgen.
    #[test]
    fn every_octet_is_where_it_should_be() {
        let point = format!("04 {} {}", "11".repeat(32), "22".repeat(32));
        let wanted = octets(&format!(
            "30820154
             A003 020102
             0210 71872BDBC82789BC1401CE01BA06ADA3
             300A 0608 2A8648CE3D040302
             301A 310B 3009 0603 55040B 1302 3037
                  310B 3009 0603 550403 1302 5A31
             3020 170D 3235303930313030303030305A
                  180F 32303530303130313030303030305A
             303B 3118 3016 0603 550403 0C0F 47495454455354535550504C494552
                  310B 3009 0603 55040B 0C02 3032
                  3112 3010 0603 55042D 0309 00 90B3D51F30010000
             3059 3013 0607 2A8648CE3D0201 0608 2A8648CE3D030107
                  0342 00 {point}
             A359 3057
                  300E 0603 551D0F 0101FF 0404 0302 0780
                  3011 0603 551D0E 040A 0408 4141414141414141
                  301D 0603 551D20 0101FF 0413 3011 300F 060D 2A863A0001848FB90F01020104
                  3013 0603 551D23 040C 300A 8008 4242424242424242"
        ));
        let tbs = template().encode().unwrap();
        assert_eq!(tbs.der(), wanted);
        let signature = octets("3006 020101 020102");
        let certificate = [
            octets("3082016F"),
            wanted,
            octets("300A 0608 2A8648CE3D040302"),
            octets("0309 00"),
            signature.clone(),
        ]
        .concat();
        assert_eq!(tbs.assemble(&signature), certificate);
    }

    /// rcgen would take the serial number from the key (L-39), and dates and a name from its own defaults.
    #[test]
    fn nothing_is_left_to_the_defaults_of_the_encoder() {
        let der = template().encode().unwrap().0;
        let other_serial = CertificateTemplate {
            serial: "0x01".parse().unwrap(),
            ..template()
        };
        assert_ne!(other_serial.encode().unwrap().0, der);
        for default in ["rcgen", "1975", "750101", "4096"] {
            assert!(
                !der.windows(default.len())
                    .any(|window| window == default.as_bytes()),
                "{default}"
            );
        }
    }

    #[test]
    fn what_makes_no_certificate_is_refused() {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        let (not_before, not_after) = (at("2026-01-02"), at("2026-01-01"));
        let backwards = CertificateTemplate {
            validity: Validity {
                not_before,
                not_after,
            },
            ..template()
        };
        assert_eq!(
            backwards.encode(),
            Err(EncodeError::Validity {
                not_before,
                not_after
            })
        );
        let with = |value: ExtensionValue| {
            let mut template = template();
            template.extensions.push(extension(false, value));
            template.encode().map(|_| ())
        };
        let twice = ExtensionValue::SubjectKeyIdentifier(KeyIdentifier::new([0; 8]));
        assert_eq!(with(twice), Err(EncodeError::ExtensionTwice(oid("2.5.29.14"))));
        let mut without = template();
        without.extensions = vec![extension(true, ExtensionValue::KeyUsage(BTreeSet::new()))];
        assert_eq!(without.encode(), Err(EncodeError::NoUsage));
        without.extensions = vec![extension(true, ExtensionValue::CertificatePolicies(Vec::new()))];
        assert_eq!(without.encode(), Err(EncodeError::NoPolicy));
    }

    /// The value of the only extension, as its hexadecimal digits.
    fn value_of(value: ExtensionValue) -> String {
        let mut template = template();
        template.extensions = vec![extension(false, value)];
        let der = template.encode().unwrap().0;
        // After the identifier (06 03 55 1D xx) comes the OCTET STRING.
        let place = der
            .windows(4)
            .rposition(|window| window == octets("0603551D"))
            .unwrap();
        der[place + 7..]
            .iter()
            .map(|octet| format!("{octet:02X}"))
            .collect()
    }

    #[test]
    fn extension_values_are_der() {
        use KeyUsage::{CrlSign, DecipherOnly, DigitalSignature, KeyAgreement, KeyCertSign};

        for (usage, wanted) in [
            (vec![DigitalSignature], "03020780"),
            (vec![KeyAgreement], "03020308"),
            (vec![KeyCertSign], "03020204"),
            (vec![KeyCertSign, CrlSign], "03020106"),
            (vec![DigitalSignature, DecipherOnly], "0303078080"),
            (vec![DecipherOnly], "0303070080"),
        ] {
            assert_eq!(
                value_of(ExtensionValue::KeyUsage(usage.into_iter().collect())),
                wanted
            );
        }
        for (path_length, wanted) in [
            (None, "30030101FF"),
            (Some(0), "30060101FF020100"),
            (Some(127), "30060101FF02017F"),
            (Some(128), "30070101FF02020080"),
        ] {
            assert_eq!(value_of(ExtensionValue::BasicConstraints { path_length }), wanted);
        }
        let policies = vec![PolicyOid::any_policy(), "2.999.1".parse().unwrap()];
        assert_eq!(
            value_of(ExtensionValue::CertificatePolicies(policies)),
            "300F 3006 0604551D2000 3005 0603883701".replace(' ', "")
        );
    }

    proptest! {
        /// Whatever the values, another library reads them back.
        #[test]
        fn every_value_is_read_back(
            serial in proptest::collection::vec(any::<u8>(), 1..=19),
            start in 0_i64..200_000_000_000,
            length in 0_i64..50_000_000_000,
            common_name in "\\PC{1,40}",
            unique in proptest::collection::vec(any::<u8>(), 1..40),
        ) {
            prop_assume!(serial.iter().any(|octet| *octet != 0));
            let moment = |seconds| Moment::from_unix_seconds(seconds).unwrap();
            let validity = Validity { not_before: moment(start), not_after: moment(start + length) };
            let attributes = [
                NameAttribute::utf8(oid("2.5.4.3"), common_name.clone()),
                NameAttribute::bit_string(oid("2.5.4.45"), unique.clone()),
                NameAttribute::utf8(oid("2.5.4.3"), "twice"),
            ];
            let template = CertificateTemplate {
                serial: SerialNumber::from_magnitude(&serial).unwrap(),
                validity,
                issuer: Name::new(&attributes).unwrap(),
                subject: Name::new(&attributes[..2]).unwrap(),
                ..template()
            };
            let der = template.encode().unwrap().assemble(&[0x30, 0x00]);
            let (rest, read) = x509_parser::parse_x509_certificate(&der).unwrap();
            prop_assert!(rest.is_empty());
            prop_assert_eq!(SerialNumber::from_magnitude(read.raw_serial()).unwrap(), template.serial);
            prop_assert_eq!(read.validity().not_before.timestamp(), start);
            prop_assert_eq!(read.validity().not_after.timestamp(), start + length);
            prop_assert_eq!(read.issuer().as_raw(), template.issuer.der());
            prop_assert_eq!(read.subject().as_raw(), template.subject.der());
            let values: Vec<&[u8]> = read.subject().iter_attributes().map(|attribute| attribute.attr_value().data).collect();
            prop_assert_eq!(values, [common_name.as_bytes(), &[&[0][..], &unique].concat()]);
            prop_assert_eq!(&*read.public_key().subject_public_key.data, &template.public_key.point()[..]);
        }
    }

    #[test]
    fn a_name_is_taken_up_as_it_stands() {
        let name = template().subject;
        assert_eq!(Name::from_der(name.der()), Ok(name.clone()));
        for wrong in [
            &name.der()[1..],
            &name.der()[..20],
            &[],
            &octets("3100"),
            &octets("3000 00"),
        ] {
            assert_eq!(Name::from_der(wrong), Err(EncodeError::NotAName), "{wrong:02X?}");
        }
    }

    #[test]
    fn values_that_cannot_be_of_their_type_are_refused() {
        let refused = |attribute: NameAttribute| Name::new(&[attribute]).unwrap_err();
        for value in ["A&B", "A*B", "A_B", "A@B", "Müller", "A\\B", "tab\t"] {
            let error = EncodeError::NotPrintable {
                oid: oid("2.5.4.3"),
                value: value.to_owned(),
            };
            assert_eq!(refused(NameAttribute::printable(oid("2.5.4.3"), value)), error);
        }
        for value in [
            AttributeValue::Printable(String::new()),
            AttributeValue::Utf8(String::new()),
            AttributeValue::BitString(Vec::new()),
        ] {
            let oid = oid("2.5.4.11");
            let error = EncodeError::EmptyAttribute(oid.clone());
            assert_eq!(refused(NameAttribute { oid, value }), error);
        }
        let every = "ABCXYZabcxyz0189 '()+,-./:=?";
        Name::new(&[NameAttribute::printable(oid("2.5.4.3"), every)]).unwrap();
    }
}
