-- Which installation this is: one row, made at the first start. It marks what belongs to it outside the database.

create table installation (
    only_one smallint not null primary key check (only_one = 1),
    id       text     not null
);
