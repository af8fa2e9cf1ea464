//! What the length of the history costs: the same questions asked of a young and of an old installation, which have the
//! same posts on their way, by pages, API and store of the program itself. `history` makes it, `questions` are asked.

mod history;
mod questions;
mod scene;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use sqlx::{AnyConnection, Connection as _, Row as _};

use self::{questions::QUESTIONS, scene::Scene};
use crate::{
    figures::{Durations, millis},
    harness::{plans, postgres, statements},
};

/// How often each question is asked; the first answers, which fill caches, do not count.
const WARMING: usize = 5;

#[derive(clap::Args)]
pub struct Options {
    /// How many posts the histories have, the shortest first.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 1_000_000])]
    posts: Vec<u64>,
    /// Which databases: sqlite, postgres, or both. `TEST_POSTGRES_URL` names a server; else one is started.
    #[arg(long, value_delimiter = ',', default_values_t = ["sqlite".to_owned(), "postgres".to_owned()])]
    databases: Vec<String>,
    /// How often each question is asked.
    #[arg(long, default_value_t = 60)]
    runs: usize,
    /// Keeps the databases for another run: the files of SQLite in this folder, those of PostgreSQL on the server.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Only fills them, to be measured by another run with --keep.
    #[arg(long)]
    only_fill: bool,
    /// Tells how the database answers every statement, instead of how long it takes.
    #[arg(long)]
    plans: bool,
}

pub async fn measure(options: &Options) {
    if options.plans {
        statements::listen();
    }
    for kind in &options.databases {
        let is_postgres = kind == "postgres";
        let mut scenes = Vec::new();
        for posts in &options.posts {
            let url = url(options, is_postgres, *posts).await;
            let scene = Scene::open(url, is_postgres, *posts).await;
            println!(
                "{kind}, {posts} posts: {:.0} MB, filled in {:.1} s",
                megabytes(size(&scene.place.database_url, is_postgres).await),
                scene.filled_in.as_secs_f64()
            );
            scenes.push(scene);
        }
        if options.plans {
            tell_plans(scenes.last_mut().unwrap()).await;
        } else if !options.only_fill {
            println!(
                "\n{kind}: medians with {:?} posts (aim: at most 1.3 times)",
                options.posts
            );
            for question in QUESTIONS {
                compare(question, &mut scenes, options.runs).await;
            }
        }
        for scene in scenes {
            scene.close().await;
        }
    }
}

/// Asks all installations in turn, so that whatever else the machine does meets all of them alike.
async fn compare(question: &str, scenes: &mut [Scene], runs: usize) {
    let mut took = vec![Vec::new(); scenes.len()];
    for run in 0..WARMING + runs {
        for (scene, took) in scenes.iter_mut().zip(&mut took) {
            let began = Instant::now();
            questions::ask(scene, question).await;
            if run >= WARMING {
                took.push(began.elapsed());
            }
        }
    }
    let middle: Vec<Duration> = took
        .into_iter()
        .map(|took| Durations::of(took).percentile(50))
        .collect();
    let (Some(first), Some(last)) = (middle.first(), middle.last()) else {
        return;
    };
    let times = last.as_secs_f64() / first.as_secs_f64();
    print!("{question:<40}");
    for took in &middle {
        print!("{:>12}", millis(*took));
    }
    println!("{times:>8.2}");
}

async fn tell_plans(scene: &mut Scene) {
    let mut db = AnyConnection::connect(&scene.place.database_url)
        .await
        .unwrap();
    for question in QUESTIONS {
        statements::take();
        questions::ask(scene, question).await;
        println!("\n## {question}");
        for statement in statements::take() {
            let plan = plans::plan(&mut db, scene.is_postgres, &statement).await;
            if !plan.is_empty() {
                println!("\n{statement}");
            }
            for line in plan {
                println!("    {line}");
            }
        }
    }
}

/// An empty database, or the one that was kept.
async fn url(options: &Options, is_postgres: bool, posts: u64) -> Option<String> {
    if is_postgres {
        let server = postgres::server_url().expect("a PostgreSQL server");
        let mut url = url::Url::parse(server).unwrap();
        let name = format!("growth_{posts}");
        sqlx::any::install_default_drivers();
        let mut admin = AnyConnection::connect(server).await.unwrap();
        if options.keep.is_none() {
            let drop = format!("drop database if exists {name}");
            sqlx::query(&drop).execute(&mut admin).await.unwrap();
        }
        let create = format!("create database {name}");
        // It may be there already.
        let _ = sqlx::query(&create).execute(&mut admin).await;
        admin.close().await.unwrap();
        url.set_path(&name);
        return Some(url.into());
    }
    let folder = options.keep.as_ref()?;
    std::fs::create_dir_all(folder).unwrap();
    Some(format!(
        "sqlite://{}",
        folder.join(format!("growth_{posts}.db")).display()
    ))
}

async fn size(url: &str, is_postgres: bool) -> u64 {
    let question = if is_postgres {
        "select pg_database_size(current_database())"
    } else {
        "select page_count * page_size from pragma_page_count(), pragma_page_size()"
    };
    let mut db = AnyConnection::connect(url).await.unwrap();
    let row = sqlx::query(question).fetch_one(&mut db).await.unwrap();
    row.get::<i64, _>(0).unsigned_abs()
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
