-- Since when an account is no longer connected; null for what was disconnected before this step, and while it is connected.

alter table tiktok_accounts add column disconnected_at bigint;
