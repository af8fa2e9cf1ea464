-- Whose posts a worker holds, it knows itself.
drop index posts_in_transfer;
