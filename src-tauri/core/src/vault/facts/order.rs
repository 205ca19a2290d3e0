//! The order of a case. Positions have gaps; a move writes only what it moves unless a gap is used up.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::{Facts, FactsTx};
use crate::error::Result;
use crate::model::{CaseId, EvidenceId, Place};

/// Gap left between neighbours, so that a move rarely touches others.
pub(super) const GAP: i64 = 1024;

/// A piece that changed its place, and the one that it stood behind before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub id: EvidenceId,
    pub from: u32,
    pub to: u32,
    pub behind: Option<EvidenceId>,
}

type Placed = (EvidenceId, i64);

impl Facts<'_> {
    fn order_of(&self, case: &CaseId) -> Result<Vec<Placed>> {
        let mut stmt =
            self.0.prepare_cached("SELECT id, position FROM evidence WHERE case_id = ? ORDER BY position, id")?;
        let rows = stmt.query_map([case.as_str()], |r| Ok((EvidenceId(r.get(0)?), r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl FactsTx<'_> {
    /// Puts pieces (in the order of the case) together at a place; returns every one of them with where it was.
    pub fn place_evidence(&self, case: &CaseId, ids: &[EvidenceId], to: Place) -> Result<Vec<Moved>> {
        let old = self.read().order_of(case)?;
        let moving: HashSet<EvidenceId> = ids.iter().copied().collect();
        let (moved, rest): (Vec<Placed>, Vec<Placed>) = old.iter().partition(|(id, _)| moving.contains(id));
        let at = match to {
            Place::Index(n) => (n as usize).min(rest.len()),
            // A place beside one that moves along is the place where that one stood.
            Place::Before(id) => old.iter().take_while(|(o, _)| *o != id).filter(|(o, _)| !moving.contains(o)).count(),
            Place::After(id) => {
                let before = old.iter().take_while(|(o, _)| *o != id).filter(|(o, _)| !moving.contains(o)).count();
                if moving.contains(&id) { before } else { (before + 1).min(rest.len()) }
            }
        };
        let new: Vec<Placed> = [&rest[..at], &moved[..], &rest[at..]].concat();
        self.write_order(&new, &moving)?;
        Ok(changes(&old, &new, &moving))
    }

    /// Puts each piece behind the one that it stood behind; `back` in the order that they once had.
    pub fn place_back(&self, case: &CaseId, back: &[(EvidenceId, Option<EvidenceId>)]) -> Result<Vec<Moved>> {
        let old = self.read().order_of(case)?;
        let there: HashMap<EvidenceId, i64> = old.iter().copied().collect();
        let moving: HashSet<EvidenceId> = back.iter().map(|(id, _)| *id).filter(|id| there.contains_key(id)).collect();
        let mut next: HashMap<Option<EvidenceId>, EvidenceId> = HashMap::new();
        let mut last = None;
        for (id, _) in old.iter().filter(|(id, _)| !moving.contains(id)) {
            next.insert(last, *id);
            last = Some(*id);
        }
        for (id, behind) in back.iter().filter(|(id, _)| moving.contains(id)) {
            // One that is gone since has no place to stand behind: then it comes first.
            let behind = behind.filter(|b| there.contains_key(b));
            if let Some(after) = next.insert(behind, *id) {
                next.insert(Some(*id), after);
            }
        }
        let mut new = Vec::with_capacity(old.len());
        let mut at = None;
        while let Some(id) = next.get(&at) {
            new.push((*id, there[id]));
            at = Some(*id);
        }
        self.write_order(&new, &moving)?;
        Ok(changes(&old, &new, &moving))
    }

    /// `new`: the whole case with the positions that are stored; only those of `moving` are out of order.
    fn write_order(&self, new: &[Placed], moving: &HashSet<EvidenceId>) -> Result<()> {
        let mut set = self.0.prepare_cached("UPDATE evidence SET position = ?2 WHERE id = ?1 AND position <> ?2")?;
        let mut from = 0;
        while from < new.len() {
            if !moving.contains(&new[from].0) {
                from += 1;
                continue;
            }
            let to = (from..new.len()).find(|i| !moving.contains(&new[*i].0)).unwrap_or(new.len());
            let left = from.checked_sub(1).map(|i| new[i].1);
            let Some(places) = between(left, new.get(to).map(|n| n.1), (to - from) as i64) else {
                for (i, (id, _)) in new.iter().enumerate() {
                    set.execute(params![id.0, (i as i64 + 1) * GAP])?;
                }
                return Ok(());
            };
            for ((id, _), place) in new[from..to].iter().zip(places) {
                set.execute(params![id.0, place])?;
            }
            from = to;
        }
        Ok(())
    }
}

/// `k` rising positions between two neighbours; None when there is no room.
fn between(left: Option<i64>, right: Option<i64>, k: i64) -> Option<Vec<i64>> {
    match (left, right) {
        (None, None) => Some((1..=k).map(|i| i * GAP).collect()),
        (Some(l), None) => Some((1..=k).map(|i| l + i * GAP).collect()),
        (None, Some(r)) => Some((1..=k).map(|i| r - (k + 1 - i) * GAP).collect()),
        (Some(l), Some(r)) if r - l > k => Some((1..=k).map(|i| l + (r - l) * i / (k + 1)).collect()),
        _ => None,
    }
}

fn changes(old: &[Placed], new: &[Placed], moving: &HashSet<EvidenceId>) -> Vec<Moved> {
    let to: HashMap<EvidenceId, usize> = new.iter().enumerate().map(|(i, (id, _))| (*id, i)).collect();
    let place = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    old.iter()
        .enumerate()
        .filter(|(_, (id, _))| moving.contains(id))
        .map(|(i, (id, _))| Moved {
            id: *id,
            from: place(i),
            to: place(to[id]),
            behind: i.checked_sub(1).map(|b| old[b].0),
        })
        .collect()
}
