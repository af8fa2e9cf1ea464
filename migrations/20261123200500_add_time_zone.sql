-- The IANA name of the zone in which pages show times to a person; 'UTC' until they choose.
alter table users add column time_zone text not null default 'UTC';
