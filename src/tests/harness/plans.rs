//! How a database means to answer a statement.

use sqlx::{AnyConnection, Executor as _, Row as _};

/// The plan, a line for each step; none for what is no question, such as the begin of a transaction.
pub async fn plan(db: &mut AnyConnection, is_postgres: bool, statement: &str) -> Vec<String> {
    let first = statement.split_whitespace().next().unwrap_or_default();
    if !["select", "update", "delete", "insert", "with"].contains(&first) {
        return Vec::new();
    }
    if is_postgres {
        return of_postgres(db, statement).await;
    }
    let explain = format!("explain query plan {statement}");
    let rows = db.fetch_all(explain.as_str()).await.unwrap();
    rows.iter().map(|row| row.get("detail")).collect()
}

/// The plan that serves for all values: the log does not tell which these were.
async fn of_postgres(db: &mut AnyConnection, statement: &str) -> Vec<String> {
    let is_named = |number: &usize| {
        let name = format!("${number}");
        let mut places = statement.match_indices(&name);
        places.any(|(at, _)| {
            let next = statement[at + name.len()..].chars().next();
            !next.is_some_and(|next| next.is_ascii_digit())
        })
    };
    let values = (1..=2000).rev().find(is_named).unwrap_or(0);
    let nulls = vec!["null"; values].join(", ");
    let execute = if values == 0 {
        "explain (costs off) execute asked".to_owned()
    } else {
        format!("explain (costs off) execute asked ({nulls})")
    };
    db.execute("set plan_cache_mode = force_generic_plan")
        .await
        .unwrap();
    let prepare = format!("prepare asked as {statement}");
    // Statements of several words at once, as they stand in migrations, cannot be prepared.
    if db.execute(prepare.as_str()).await.is_err() {
        return Vec::new();
    }
    let rows = db.fetch_all(execute.as_str()).await.unwrap();
    db.execute("deallocate asked").await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}
