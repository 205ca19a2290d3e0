//! A line of the table: ours, the peer, the ratio, and whether it is what it should be.

use std::fs;
use std::path::PathBuf;

use liuzheng_tests::repo::root;
use serde_json::{Value, json};

use crate::measure::{Cost, median};
use crate::place::Place;

/// Which cost the limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Cpu,
    Wall,
}

pub struct Row {
    id: &'static str,
    what: String,
    outcome: Outcome,
}

enum Outcome {
    Ratio {
        peer: String,
        ours: Cost,
        theirs: Cost,
        by: By,
        ratio: f64,
        limit: f64,
    },
    /// A figure of ours with its own limit.
    Figure {
        figure: f64,
        unit: &'static str,
        limit: f64,
    },
    NotMeasured(String),
}

impl Row {
    /// From costs of A B A B pairs: medians of each, and the median of the ratios of the pairs.
    pub fn ratio(id: &'static str, what: &str, peer: &str, pairs: &[(Cost, Cost)], by: By, limit: f64) -> Row {
        let of = |cost: &Cost| if by == By::Cpu { cost.cpu } else { cost.wall };
        let ratio = median(pairs.iter().map(|(ours, theirs)| of(ours) / of(theirs).max(0.001)).collect());
        let middle = |side: fn(&(Cost, Cost)) -> Cost| Cost {
            cpu: median(pairs.iter().map(|pair| side(pair).cpu).collect()),
            wall: median(pairs.iter().map(|pair| side(pair).wall).collect()),
            memory: median(pairs.iter().map(|pair| side(pair).memory).collect()),
        };
        let (ours, theirs) = (middle(|pair| pair.0), middle(|pair| pair.1));
        let outcome = Outcome::Ratio { peer: peer.to_owned(), ours, theirs, by, ratio, limit };
        Row { id, what: what.to_owned(), outcome }
    }

    pub fn figure(id: &'static str, what: &str, figure: f64, unit: &'static str, limit: f64) -> Row {
        Row { id, what: what.to_owned(), outcome: Outcome::Figure { figure, unit, limit } }
    }

    pub fn not_measured(id: &'static str, what: &str, why: &str) -> Row {
        Row { id, what: what.to_owned(), outcome: Outcome::NotMeasured(why.to_owned()) }
    }

    fn reached(&self) -> Option<bool> {
        match &self.outcome {
            Outcome::Ratio { ratio, limit, .. } => Some(ratio <= limit),
            Outcome::Figure { figure, limit, .. } => Some(figure <= limit),
            Outcome::NotMeasured(_) => None,
        }
    }

    fn line(&self) -> String {
        let head = format!("{:4} {:46}", self.id, self.what);
        let mark = match self.reached() {
            Some(true) => "reached",
            Some(false) => "NOT reached",
            None => "",
        };
        match &self.outcome {
            Outcome::Ratio { peer, ours, theirs, by, ratio, limit } => format!(
                "{head} {peer:24} cpu {:7.2}/{:7.2} s  wall {:7.2}/{:7.2} s  mem {:5.0}/{:5.0} MiB  {by:?} {ratio:5.2}x (at \
                 most {limit}x)  {mark}",
                ours.cpu, theirs.cpu, ours.wall, theirs.wall, ours.memory, theirs.memory
            ),
            Outcome::Figure { figure, unit, limit } => {
                format!("{head} {:24} {figure:.1} {unit} (at most {limit} {unit})  {mark}", "")
            }
            Outcome::NotMeasured(why) => format!("{head} not measured: {why}"),
        }
    }

    fn json(&self) -> Value {
        let cost = |c: &Cost| json!({ "cpu_s": c.cpu, "wall_s": c.wall, "memory_mib": c.memory });
        let outcome = match &self.outcome {
            Outcome::Ratio { peer, ours, theirs, by, ratio, limit } => json!({
                "peer": peer, "ours": cost(ours), "theirs": cost(theirs), "by": format!("{by:?}").to_lowercase(),
                "ratio": ratio, "limit": limit }),
            Outcome::Figure { figure, unit, limit } => json!({ "figure": figure, "unit": unit, "limit": limit }),
            Outcome::NotMeasured(why) => json!({ "not_measured": why }),
        };
        json!({ "id": self.id, "what": self.what, "outcome": outcome, "reached": self.reached() })
    }
}

pub fn print(rows: &[Row]) {
    println!("\nours/peer, medians");
    for row in rows {
        println!("{}", row.line());
    }
}

pub fn save(rows: &[Row], place: &Place) -> Result<PathBuf, String> {
    let dir = root().join("target/bench");
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let path = dir.join("bench.json");
    let rows: Vec<Value> = rows.iter().map(Row::json).collect();
    let value = json!({ "pictures": place.count, "pairs": place.pairs, "rows": rows });
    let text = serde_json::to_string_pretty(&value).map_err(|e| e.to_string())?;
    fs::write(&path, text + "\n").map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}
