//! The database: every row the product keeps, on SQLite or PostgreSQL.
