//! Reading.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use s1spki_policies::{Moment, SerialNumber};

use super::value::{Words, number, serial};
use crate::KeyIdentifier;
use crate::ledger::{Entry, Head};
use crate::store::{
    BurnedSerial, CertificateFilter, CertificateKey, CertificateRecord, CrlRecord, Cursor, Kinds, Listing,
    Page, RequestFilter, RequestRecord, Revocation, RevocationStatus, StoredCertificate,
};

pub(super) fn head(connection: &Connection) -> rusqlite::Result<Head> {
    let head = connection
        .prepare_cached("SELECT sequence, hash, at FROM ledger ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Head {
                sequence: row.number("sequence")?,
                hash: row.hash("hash")?,
                at: Some(row.moment("at")?),
            })
        })
        .optional()?;
    Ok(head.unwrap_or(Head::EMPTY))
}

pub(super) fn entries(
    connection: &Connection,
    from: u64,
    kinds: Kinds<'_>,
    each: &mut dyn FnMut(Entry) -> ControlFlow<()>,
) -> rusqlite::Result<()> {
    let (source, kinds) = match kinds {
        Kinds::All => ("ledger WHERE".to_owned(), [].as_slice()),
        Kinds::Only(kinds) => {
            let places = vec!["?"; kinds.len()].join(", ");
            // Without the hint, the order by sequence makes SQLite read every entry.
            (
                format!("ledger INDEXED BY ledger_by_kind WHERE kind IN ({places}) AND"),
                kinds,
            )
        }
    };
    let mut select = connection.prepare_cached(&format!(
        "SELECT sequence, at, kind, payload, previous, hash FROM {source} sequence >= ? ORDER BY sequence"
    ))?;
    let kinds = kinds.iter().map(|kind| Value::from((*kind).to_owned()));
    let mut rows = select.query(params_from_iter(kinds.chain([number(from)?.into()])))?;
    while let Some(row) = rows.next()? {
        if each(entry(row)?).is_break() {
            break;
        }
    }
    Ok(())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        sequence: row.number("sequence")?,
        at: row.moment("at")?,
        kind: row.get("kind")?,
        payload: row.get("payload")?,
        previous: row.hash("previous")?,
        hash: row.hash("hash")?,
    })
}

pub(super) fn certificate(
    connection: &Connection,
    key: &CertificateKey,
) -> rusqlite::Result<Option<StoredCertificate>> {
    connection
        .prepare_cached("SELECT * FROM certificate WHERE issuer = ?1 AND serial = ?2")?
        .query_row(
            params![key.issuer.octets(), serial(&key.serial)],
            stored_certificate,
        )
        .optional()
}

fn stored_certificate(row: &Row<'_>) -> rusqlite::Result<StoredCertificate> {
    let revoked = row.get::<_, Option<i64>>("revoked_at")?.is_some();
    Ok(StoredCertificate {
        certificate: CertificateRecord {
            key: row.certificate_key()?,
            subject_key: row.key_identifier("subject_key")?,
            common_name: row.get("common_name")?,
            role: row.role()?,
            eui64: row.eui64()?,
            usage: row.usage()?,
            validity: row.validity()?,
            request: row.get("request")?,
            der: row.get("der")?,
        },
        revocation: revoked.then(|| revocation(row, "revoked_at")).transpose()?,
    })
}

fn revocation(row: &Row<'_>, at: &str) -> rusqlite::Result<Revocation> {
    Ok(Revocation {
        at: row.moment(at)?,
        reason: row.reason()?,
    })
}

pub(super) fn certificates(
    connection: &Connection,
    filter: &CertificateFilter,
    page: Page,
) -> rusqlite::Result<Listing<StoredCertificate>> {
    certificate_conditions(filter).page(connection, "certificate", "not_after", page, stored_certificate)
}

fn certificate_conditions(filter: &CertificateFilter) -> Conditions {
    let revoked = filter.status == Some(RevocationStatus::Revoked);
    let few =
        revoked || filter.eui64.is_some() || filter.common_name.is_some() || filter.subject_key.is_some();
    // Most certificates share an authority and a role. Where something else leaves few of them, `+` keeps SQLite
    // from walking along those many.
    let issuer = if few || filter.role.is_some() {
        "+issuer"
    } else {
        "issuer"
    };
    let role = if few { "+role" } else { "role" };
    let mut conditions = Conditions::default();
    conditions.equal("eui64", filter.eui64.map(|eui64| eui64.octets().to_vec()));
    conditions.equal("common_name", filter.common_name.clone());
    conditions.equal("subject_key", filter.subject_key.map(|key| key.octets().to_vec()));
    conditions.equal(role, filter.role.map(|role| i64::from(role.code())));
    conditions.equal(issuer, filter.issuer.map(|key| key.octets().to_vec()));
    conditions.compare("not_after >=", filter.expires_from.map(Moment::unix_seconds));
    conditions.compare("not_after <=", filter.expires_until.map(Moment::unix_seconds));
    match filter.status {
        Some(RevocationStatus::Revoked) => conditions.holds("revoked_at IS NOT NULL"),
        Some(RevocationStatus::Unrevoked) => conditions.holds("revoked_at IS NULL"),
        None => {}
    }
    conditions
}

pub(super) fn revocations(
    connection: &Connection,
    issuer: KeyIdentifier,
    unexpired_at: Moment,
) -> rusqlite::Result<Vec<(SerialNumber, Revocation)>> {
    connection
        .prepare_cached(
            "SELECT serial, revocation.at AS at, revocation.reason AS reason
             FROM revocation LEFT JOIN certificate USING (issuer, serial)
             WHERE issuer = ?1 AND (not_after IS NULL OR not_after >= ?2)
             ORDER BY serial",
        )?
        .query_map(params![issuer.octets(), unexpired_at.unix_seconds()], |row| {
            Ok((row.serial()?, revocation(row, "at")?))
        })?
        .collect()
}

pub(super) fn open_serials(connection: &Connection) -> rusqlite::Result<Vec<BurnedSerial>> {
    connection
        .prepare_cached(
            "SELECT issuer, serial, request, burned_at FROM serial WHERE settled = 0
             ORDER BY burned_at, issuer, serial",
        )?
        .query_map([], |row| {
            Ok(BurnedSerial {
                key: row.certificate_key()?,
                request: row.get("request")?,
                at: row.moment("burned_at")?,
            })
        })?
        .collect()
}

pub(super) fn request(connection: &Connection, id: &str) -> rusqlite::Result<Option<RequestRecord>> {
    connection
        .prepare_cached("SELECT * FROM request WHERE id = ?1")?
        .query_row([id], request_record)
        .optional()
}

pub(super) fn requests(
    connection: &Connection,
    filter: &RequestFilter,
    page: Page,
) -> rusqlite::Result<Listing<RequestRecord>> {
    let mut conditions = Conditions::default();
    conditions.equal("state", filter.state.clone());
    conditions.equal("organisation", filter.organisation.clone());
    conditions.page(connection, "request", "submitted_at", page, request_record)
}

fn request_record(row: &Row<'_>) -> rusqlite::Result<RequestRecord> {
    Ok(RequestRecord {
        id: row.get("id")?,
        state: row.get("state")?,
        organisation: row.get("organisation")?,
        submitted_by: row.get("submitted_by")?,
        submitted_at: row.moment("submitted_at")?,
        changed_at: row.moment("changed_at")?,
        document: row.get("document")?,
    })
}

pub(super) fn latest_crl(
    connection: &Connection,
    issuer: KeyIdentifier,
) -> rusqlite::Result<Option<CrlRecord>> {
    connection
        .prepare_cached("SELECT * FROM crl WHERE issuer = ?1 ORDER BY number DESC LIMIT 1")?
        .query_row([issuer.octets()], |row| {
            Ok(CrlRecord {
                issuer: row.key_identifier("issuer")?,
                number: row.number("number")?,
                this_update: row.moment("this_update")?,
                next_update: row.moment("next_update")?,
                der: row.get("der")?,
            })
        })
        .optional()
}

pub(super) fn integrity(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let found: Vec<String> = connection
        .prepare("PRAGMA integrity_check")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let orphans: Vec<String> = connection
        .prepare("PRAGMA foreign_key_check")?
        .query_map([], |row| {
            Ok(format!("a row of {} refers to nothing", row.get::<_, String>(0)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    match (found.as_slice(), orphans.is_empty()) {
        ([only], false) if only == "ok" => Ok(orphans),
        _ => Ok([found, orphans].concat()),
    }
}

/// What rows have to agree with, as SQL and its values.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn holds(&mut self, condition: &str) {
        self.sql.push(condition.to_owned());
    }

    fn compare(&mut self, comparison: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.sql.push(format!("{comparison} ?"));
            self.values.push(value.into());
        }
    }

    fn equal(&mut self, column: &str, value: Option<impl Into<Value>>) {
        self.compare(&format!("{column} ="), value);
    }

    /// One page of the rows that agree, by a moment, and where moments are equal by age of the row.
    fn page<T>(
        mut self,
        connection: &Connection,
        table: &str,
        moment: &str,
        page: Page,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Listing<T>> {
        if let Some(cursor) = page.after {
            self.sql.push(format!("({moment}, row) > (?, ?)"));
            self.values.extend([cursor.moment.into(), cursor.row.into()]);
        }
        // One row more than wanted tells whether there is another page.
        self.values.push(i64::from(page.limit).saturating_add(1).into());
        let mut select = connection.prepare_cached(&self.select(table, moment))?;
        let mut found = select.query(params_from_iter(self.values))?;
        let mut listing = Listing {
            rows: Vec::new(),
            next: None,
        };
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let mut last = None;
        while let Some(row) = found.next()? {
            if listing.rows.len() == limit {
                listing.next = last;
                break;
            }
            last = Some(Cursor {
                moment: row.get(moment)?,
                row: row.get("row")?,
            });
            listing.rows.push(read(row)?);
        }
        Ok(listing)
    }

    fn select(&self, table: &str, moment: &str) -> String {
        let conditions = match self.sql.as_slice() {
            [] => "TRUE".to_owned(),
            conditions => conditions.join(" AND "),
        };
        format!("SELECT * FROM {table} WHERE {conditions} ORDER BY {moment}, row LIMIT ?")
    }
}

#[cfg(test)]
mod tests {
    use s1spki_policies::{Eui64, RemotePartyRole};

    use super::*;
    use crate::store::SqliteStore;

    /// A million certificates are searched without reading or sorting more of them than are shown.
    #[test]
    fn every_search_for_certificates_walks_along_an_index_in_its_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(&folder.path().join("ca.db")).unwrap();
        let by = CertificateFilter::default;
        let all = CertificateFilter {
            issuer: Some(KeyIdentifier::new([0; 8])),
            role: Some(RemotePartyRole::new(2)),
            ..by()
        };
        let eui64 = Some(Eui64::NULL);
        let common_name = Some("A".to_owned());
        let subject_key = Some(KeyIdentifier::new([0; 8]));
        let status = Some(RevocationStatus::Revoked);
        let at: Option<Moment> = Some("2026-01-01".parse().unwrap());
        let cases = [
            (by(), "SCAN certificate USING INDEX certificate_by_expiry"),
            (
                CertificateFilter {
                    expires_from: at,
                    expires_until: at,
                    ..by()
                },
                "certificate_by_expiry (not_after>? AND not_after<?)",
            ),
            (
                CertificateFilter {
                    role: None,
                    ..all.clone()
                },
                "certificate_by_issuer (issuer=?)",
            ),
            (all.clone(), "certificate_by_role (role=?)"),
            (
                CertificateFilter {
                    expires_until: at,
                    ..all.clone()
                },
                "certificate_by_role (role=? AND not_after<?)",
            ),
            (
                CertificateFilter { eui64, ..all.clone() },
                "certificate_by_eui64 (eui64=?)",
            ),
            (
                CertificateFilter {
                    common_name,
                    ..all.clone()
                },
                "certificate_by_name (common_name=?)",
            ),
            (
                CertificateFilter {
                    subject_key,
                    ..all.clone()
                },
                "certificate_by_key (subject_key=?)",
            ),
            (
                CertificateFilter { status, ..all },
                "SCAN certificate USING INDEX certificate_revoked",
            ),
        ];
        for (filter, wanted) in cases {
            let select = certificate_conditions(&filter).select("certificate", "not_after");
            let plan = plan(&store, &select);
            assert!(plan.ends_with(wanted), "{filter:?}: {plan}");
        }
    }

    /// What SQLite is going to do, in its own words.
    fn plan(store: &SqliteStore, select: &str) -> String {
        let connection = Connection::open(store.path()).unwrap();
        let mut explain = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {select}"))
            .unwrap();
        let nothing = vec![Value::Null; explain.parameter_count()];
        let steps: Vec<String> = explain
            .query_map(params_from_iter(nothing), |row| row.get("detail"))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        steps.join("; ")
    }
}
