//! Kill points: every operation is killed at calls spread over its whole run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::Plan;
use crate::judge::Judge;
use crate::report::{Fault, Report};
use crate::scene::{OPERATIONS, Operation, Scene, text};
use crate::strace::{self, Point};

struct Trial<'a> {
    scene: &'a Scene,
    operation: Operation,
    point: Point,
}

pub fn run(plan: &Plan, report: &Report) {
    let scenes = scenes(plan.points);
    let trials = spread(all(&scenes), plan.points);
    println!("kill points: {} of {} operations", trials.len(), OPERATIONS.len());
    let next = Mutex::new(trials.iter());
    let killed = AtomicUsize::new(0);
    let hands = thread::available_parallelism().map_or(2, |n| n.get().min(4));
    thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|| {
                loop {
                    let trial = next.lock().expect("no holder of this lock panics").next();
                    match trial {
                        Some(trial) => {
                            if one(trial, report) {
                                killed.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                        None => break,
                    }
                }
            });
        }
    });
    // Threads share calls out differently each time, so a few come through; when many do, nothing was tried.
    let killed = killed.into_inner();
    if killed * 10 < trials.len() * 8 {
        report.fault(
            Fault::Stuck,
            format!("only {killed} of {} runs were killed: strace does not do its part", trials.len()),
        );
    }
}

/// A longer import has more points; a thousand different ones need several lengths.
fn scenes(points: usize) -> Vec<Scene> {
    let sizes: &[usize] = if points <= 150 { &[9] } else { &[3, 9, 17, 26, 40, 60] };
    sizes.iter().map(|size| Scene::new(*size)).collect()
}

/// All points, operation by operation.
fn all(scenes: &[Scene]) -> Vec<Vec<Trial<'_>>> {
    OPERATIONS
        .iter()
        .map(|&operation| {
            let trials = |scene| {
                let copy = Scene::copy(scene);
                let points = strace::points(&copy.cli(), &scene.arguments(operation, &copy.out()), text(copy.path()));
                points.into_iter().map(move |point| Trial { scene, operation, point })
            };
            // Only an import differs from scene to scene.
            let scenes = if operation == Operation::Import { scenes } else { &scenes[..1] };
            scenes.iter().flat_map(trials).collect()
        })
        .collect()
}

/// `wanted` of them, evenly over each operation; an operation with few points gives what it has.
fn spread(mut operations: Vec<Vec<Trial<'_>>>, wanted: usize) -> Vec<Trial<'_>> {
    operations.sort_by_key(Vec::len);
    let mut chosen = Vec::new();
    let mut left = operations.len();
    for points in operations {
        let share = (wanted - chosen.len()).div_ceil(left).min(points.len());
        left -= 1;
        let all = points.len();
        let picked = points.into_iter().enumerate().filter(|(i, _)| (i * share) % all < share).map(|(_, p)| p);
        chosen.extend(picked);
    }
    chosen
}

/// Whether the run was killed.
fn one(trial: &Trial, report: &Report) -> bool {
    let Trial { scene, operation, point } = trial;
    let copy = scene.copy();
    let args = scene.arguments(*operation, &copy.out());
    let run = strace::killed(&copy.cli(), &args, point);
    let outcome = if run.code.is_none() { "killed" } else { "came through" };
    report.point(&format!("kill {operation:?}: {outcome}"));
    let name = format!("kill {operation:?} of {} at {} {}", scene.size, point.call, point.nth);
    let judge = Judge::new(report, scene, name);
    if !judge.after(*operation, &copy, &run) {
        eprintln!("  the vault is kept in {}", copy.keep().display());
    }
    run.code.is_none()
}
