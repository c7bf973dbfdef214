// A disk under SQLite that fails when it is told to: a VFS around the one that the system has.
#pragma once

// What fails.
enum faulty_disk_fault {
    faulty_disk_none,
    faulty_disk_error,  // SQLITE_IOERR_*; half of what is written arrives
    faulty_disk_full    // SQLITE_FULL for writes; reads and syncs go on
};

// From now on SQLite opens its files through it; they behave as before unless they are watched. Any number of times.
int faulty_disk_install(void);

// Counts the calls for files whose paths begin so, from 1, and fails the one with this number, or all from it on.
void faulty_disk_watch(const char *prefix, enum faulty_disk_fault fault, long number, int goes_on);

// How many calls there were since then.
long faulty_disk_count(void);

// Nothing is watched any more.
void faulty_disk_forget(void);
