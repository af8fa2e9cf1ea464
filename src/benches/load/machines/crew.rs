//! The processes that work: started, killed, frozen and thawed, started again.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use super::Scene;
use crate::{
    harness::program::{Process, pause, videos_in},
    process::Usage,
};

/// When the first worker is killed, and the second one frozen: so many of a hundred posts are delivered then.
const DISTURBED_AT: usize = 10;
/// The killed one starts again so long after the frozen one has gone on.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

pub struct Crew {
    workers: Vec<Worker>,
    frozen_for: Duration,
    disturbed_at: Option<Duration>,
    is_thawed: bool,
    is_whole: bool,
}

struct Worker {
    name: String,
    folder: PathBuf,
    /// None while it is dead.
    process: Option<Process>,
}

impl Crew {
    pub fn start(scene: &Scene, workers: usize, frozen: u64) -> Self {
        let workers = (1..=workers).map(|number| {
            let name = format!("worker-{number}");
            let folder = scene.place.temp_dir_of(&name);
            let process = Some(start(scene, &folder));
            Worker {
                name,
                folder,
                process,
            }
        });
        Self {
            workers: workers.collect(),
            frozen_for: Duration::from_secs(frozen),
            disturbed_at: None,
            is_thawed: false,
            is_whole: false,
        }
    }

    /// Does what is due after so much of the work, and so long.
    pub fn disturb(&mut self, scene: &Scene, percent: usize, passed: Duration) {
        if self.frozen_for.is_zero() || self.workers.len() < 3 || self.is_whole {
            return;
        }
        let Some(at) = self.disturbed_at else {
            if percent >= DISTURBED_AT {
                self.disturbed_at = Some(passed);
                let killed = self.workers[0].process.take().unwrap();
                killed.kill();
                self.running(1).signal("STOP");
                println!(
                    "after {:.0} s: worker-1 is killed, worker-2 frozen; they hold {} and {} files",
                    passed.as_secs_f64(),
                    videos_in(&self.workers[0].folder).len(),
                    videos_in(&self.workers[1].folder).len()
                );
            }
            return;
        };
        if passed >= at + self.frozen_for && !self.is_thawed {
            self.is_thawed = true;
            self.running(1).signal("CONT");
            println!("after {:.0} s: worker-2 goes on", passed.as_secs_f64());
        }
        if passed >= at + self.frozen_for + AGAIN_AFTER {
            self.is_whole = true;
            self.workers[0].process = Some(start(scene, &self.workers[0].folder));
            println!("after {:.0} s: worker-1 starts again", passed.as_secs_f64());
        }
    }

    fn running(&self, number: usize) -> &Process {
        self.workers[number].process.as_ref().unwrap()
    }

    /// Waits until whoever was frozen or killed is back, and every folder has been swept.
    pub async fn until_whole(&mut self, scene: &Scene) {
        if let Some(at) = self.disturbed_at {
            let began = Instant::now();
            while !self.is_whole {
                self.disturb(scene, 100, at + self.frozen_for + began.elapsed());
                pause(500).await;
            }
        }
        let began = Instant::now();
        while !self.files().is_empty() {
            assert!(
                began.elapsed() < Duration::from_secs(150),
                "{:?}",
                self.files()
            );
            pause(500).await;
        }
        println!(
            "no file was left {:.0} s later",
            began.elapsed().as_secs_f64()
        );
    }

    /// What lies in the folders.
    pub fn files(&self) -> Vec<String> {
        let folders = self.workers.iter().filter(|worker| worker.folder.exists());
        folders
            .flat_map(|worker| videos_in(&worker.folder))
            .collect()
    }

    /// How often each worker found that it had lost a post to another, by what it said.
    pub fn refusals(&self) -> Vec<(String, usize)> {
        let living = self.workers.iter().filter_map(|worker| {
            let said = worker.process.as_ref()?.said();
            assert!(!said.contains("panicked"), "{said}");
            Some((
                worker.name.clone(),
                said.matches("taken over").count() + said.matches("lease is lost").count(),
            ))
        });
        living.collect()
    }

    pub fn tell_processor_time(&self, took: Duration, web: &Process) {
        let tell = |name: &str, process: &Process| {
            let usage = Usage::of(process.id());
            println!(
                "{name}: {:.0} % of a processor, {:.0} MB",
                usage.processor.as_secs_f64() * 100.0 / took.as_secs_f64(),
                megabytes(usage.resident)
            );
        };
        tell("web", web);
        for worker in &self.workers {
            if let Some(process) = &worker.process {
                tell(&worker.name, process);
            }
        }
    }

    pub async fn stop(self) {
        for worker in self.workers {
            if let Some(process) = worker.process {
                process.stop().await;
            }
        }
    }
}

fn start(scene: &Scene, folder: &std::path::Path) -> Process {
    let folder = folder.display().to_string();
    scene
        .place
        .start_as(&[("ROLE", "worker"), ("TEMP_DIR", &folder)])
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
