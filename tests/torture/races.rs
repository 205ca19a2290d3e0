//! Two processes on one vault at the same moment: one works, the other is told so, nothing is damaged.

use std::process::{Child, Stdio};

use liuzheng_tests::cli::Run;

use crate::Plan;
use crate::report::{Fault, Report};
use crate::scene::{OPERATIONS, Operation, Piece, Scene, imported, listed, text};

pub fn run(plan: &Plan, report: &Report) {
    let scene = Scene::new(5);
    for i in 0..plan.races {
        // An import against each other operation in turn, and against another import.
        let against = OPERATIONS[i % OPERATIONS.len()];
        one(&scene, against, i, report);
    }
}

fn one(scene: &Scene, against: Operation, nth: usize, report: &Report) {
    let copy = scene.copy();
    let cli = copy.cli();
    let start = |args: &[String]| -> Child {
        let mut command = cli.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command line can be started")
    };
    let coming = scene.coming();
    let first = start(&["import", &scene.other, "--recursive", text(&coming)].map(str::to_owned));
    let second = start(&scene.arguments(against, &copy.out()));
    let end = |child: Child| Run::from(child.wait_with_output().expect("it ends"));
    let runs = [end(first), end(second)];
    report.point(&format!("race of an import and {against:?}"));
    let name = format!("race {nth} with {against:?}");
    for run in &runs {
        let told = run.code == Some(0) || (run.code == Some(3) && run.error() == Some("vault_busy"));
        if !told {
            report.fault(Fault::Untold, format!("{name}: {:?} {} {}", run.code, run.stdout, run.stderr));
        }
    }
    if runs.iter().all(|run| run.code != Some(0)) {
        report.fault(Fault::Stuck, format!("{name}: neither could work"));
    }
    let check = cli.run(["check"]);
    if check.json["verdict"] != "whole" {
        report.fault(Fault::Stuck, format!("{name}: {}", check.stdout));
    }
    let promised: Vec<Piece> = [scene.other_pieces.clone(), imported(&runs[0].json)].concat();
    let there = listed(&cli.run(["evidence", "list", &scene.other]).json);
    report.acknowledged(promised.len() as u64);
    for piece in promised.iter().filter(|piece| !there.contains(piece)) {
        report.fault(Fault::Lost, format!("{name}: {piece:?}"));
    }
}
