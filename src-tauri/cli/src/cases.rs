//! `case` and `id`.

use liuzheng_core::api::{CaseView, IdentifierDraft};
use liuzheng_core::error::{Code, Error, Result};
use liuzheng_core::model::{CaseFacts, CaseId, Fen, IdentifierId};
use liuzheng_core::words;
use serde_json::json;

use crate::args::{CaseArgs, CaseCommand, IdArgs, IdCommand};
use crate::output::{Done, Output};
use crate::{Place, parsed};

pub fn case(place: &Place, command: &CaseCommand, out: &Output) -> Result<Done> {
    match command {
        CaseCommand::New { title, platform, facts } => {
            let blank = CaseFacts::titled(title, parsed(platform)?);
            let view = place.open()?.case_new(with(blank, facts, place)?)?;
            out.value(&json!({ "id": view.id }), || view.id.to_string());
        }
        CaseCommand::List { query } => {
            let cases = place.read()?.cases(query)?;
            out.value(&json!({ "cases": cases }), || {
                let lines: Vec<String> =
                    cases.iter().map(|c| format!("{}  {:>4}  {}  {}", c.id, c.evidence, c.title, c.seller)).collect();
                lines.join("\n")
            });
        }
        CaseCommand::Show { id } => {
            let view = place.read()?.case_get(&parsed(id)?)?;
            out.value(&view, || shown(&view, out));
        }
        CaseCommand::Edit { id, title, platform, facts } => {
            let id: CaseId = parsed(id)?;
            let session = place.open()?;
            let mut now = session.case_get(&id)?.facts;
            if let Some(t) = title {
                now.title = t.clone();
            }
            if let Some(p) = platform {
                now.platform = parsed(p)?;
            }
            let view = session.case_edit(&id, with(now, facts, place)?)?;
            out.value(&view, || shown(&view, out));
        }
        CaseCommand::Remove { id, yes } => {
            require_yes(*yes)?;
            let id: CaseId = parsed(id)?;
            place.open()?.case_remove(&id)?;
            out.value(&json!({ "removed": id }), || id.to_string());
        }
    }
    Ok(Done::Fine)
}

pub fn require_yes(yes: bool) -> Result<()> {
    if yes {
        Ok(())
    } else {
        Err(Error::new(Code::InvalidValue)
            .with("field", "yes")
            .with("value", "")
            .with("reason", "add --yes to remove for good"))
    }
}

/// `facts` with what was given on the command line; an empty time is an unknown one.
fn with(mut f: CaseFacts, a: &CaseArgs, place: &Place) -> Result<CaseFacts> {
    for (given, field) in [(&a.merchant, &mut f.seller), (&a.goods, &mut f.goods), (&a.note, &mut f.note)] {
        if let Some(text) = given {
            field.clone_from(text);
        }
    }
    for (given, field) in
        [(&a.purchased_at, &mut f.ordered_at), (&a.paid_at, &mut f.paid_at), (&a.received_at, &mut f.received_at)]
    {
        if let Some(text) = given {
            *field = if text.is_empty() { None } else { Some(place.time(text)?) };
        }
    }
    if let Some(amount) = &a.amount {
        f.amount_fen = if amount.is_empty() { None } else { Some(Fen::read(amount)?) };
    }
    if let Some(t) = &a.seller_type {
        f.seller_type = if t.is_empty() { None } else { Some(parsed(t)?) };
    }
    if let Some(s) = &a.status {
        f.status = parsed(s)?;
    }
    Ok(f)
}

fn shown(c: &CaseView, out: &Output) -> String {
    let term = |key: String| words::word(out.lang, "terms", &key);
    let mut lines = vec![format!("{}  {}", c.id, c.facts.title)];
    lines.push(format!("{}  {}", term(format!("platform.{}", c.facts.platform.as_str())), c.facts.seller));
    if let Some(amount) = c.facts.amount_fen {
        lines.push(amount.shown());
    }
    for i in &c.identifiers {
        lines.push(format!("{}  {}", term(format!("identifier.{}", i.kind.as_str())), i.value));
    }
    lines.push(format!("{} · {} · {}", c.evidence.total, c.custody.length, c.custody.head));
    lines.join("\n")
}

pub fn id(place: &Place, command: &IdCommand, out: &Output) -> Result<Done> {
    let session = place.open()?;
    match command {
        IdCommand::Add { case, draft } => {
            let view = session.identifier_add(&parsed(case)?, &read_draft(draft)?)?;
            let Some(new) = view.identifiers.iter().max_by_key(|i| i.id) else {
                return Err(Error::new(Code::Internal).with("reason", "the number was not saved"));
            };
            out.value(new, || new.id.0.to_string());
        }
        IdCommand::Edit { id, draft } => {
            let view = session.identifier_edit(IdentifierId(*id), &read_draft(draft)?)?;
            let new = view.identifiers.iter().find(|i| i.id.0 == *id);
            out.value(&new, || id.to_string());
        }
        IdCommand::Remove { id } => {
            session.identifier_remove(IdentifierId(*id))?;
            out.value(&json!({ "removed": id }), || id.to_string());
        }
    }
    Ok(Done::Fine)
}

fn read_draft(a: &IdArgs) -> Result<IdentifierDraft> {
    Ok(IdentifierDraft {
        kind: parsed(&a.kind)?,
        provider: a.provider.as_deref().map(parsed).transpose()?,
        value: a.value.clone(),
        note: a.note.clone(),
    })
}
