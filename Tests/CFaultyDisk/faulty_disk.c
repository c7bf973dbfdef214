#include "CFaultyDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

struct faulty_file {
    sqlite3_file base;
    int is_watched;
    // behind it lies the file of the system's VFS
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *inner;
static sqlite3_vfs outer;
static char watched[512];
static enum faulty_disk_fault planned;
static long count, number_planned;
static int is_lasting;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((struct faulty_file *)file + 1); }

// What becomes of the next call.
static enum faulty_disk_fault next(sqlite3_file *file, int is_write) {
    if (!((struct faulty_file *)file)->is_watched) return faulty_disk_none;
    pthread_mutex_lock(&lock);
    enum faulty_disk_fault fault = faulty_disk_none;
    if (planned != faulty_disk_full || is_write) {
        count++;
        if (count == number_planned || (is_lasting && count > number_planned)) fault = planned;
    }
    pthread_mutex_unlock(&lock);
    return fault;
}

static int file_close(sqlite3_file *file) {
    int code = real(file)->pMethods ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
    return code;
}

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset) {
    if (next(file, 0) != faulty_disk_none) return SQLITE_IOERR_READ;
    return real(file)->pMethods->xRead(real(file), bytes, size, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset) {
    switch (next(file, 1)) {
    case faulty_disk_none: return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
    case faulty_disk_full: return SQLITE_FULL;
    case faulty_disk_error: break;
    }
    if (size > 1) real(file)->pMethods->xWrite(real(file), bytes, size / 2, offset);
    return SQLITE_IOERR_WRITE;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    if (next(file, 0) != faulty_disk_none) return SQLITE_IOERR_TRUNCATE;
    return real(file)->pMethods->xTruncate(real(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
    if (next(file, 0) != faulty_disk_none) return SQLITE_IOERR_FSYNC;
    return real(file)->pMethods->xSync(real(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    if (next(file, 0) != faulty_disk_none) return SQLITE_IOERR_FSTAT;
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int file_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int file_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }

static int file_is_reserved(sqlite3_file *file, int *answer) {
    return real(file)->pMethods->xCheckReservedLock(real(file), answer);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int file_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int file_traits(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

static int file_shared(sqlite3_file *file, int page, int size, int makes, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, makes, memory);
}

static int file_shared_lock(sqlite3_file *file, int offset, int length, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, length, flags);
}

static void file_shared_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int file_unshare(sqlite3_file *file, int removes) { return real(file)->pMethods->xShmUnmap(real(file), removes); }

// Version 2: without the calls that map a file into memory, every read and write comes by here.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shared,
    .xShmLock = file_shared_lock,
    .xShmBarrier = file_shared_barrier,
    .xShmUnmap = file_unshare,
};

static int disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    struct faulty_file *faulty = (struct faulty_file *)file;
    memset(faulty, 0, sizeof *faulty);
    pthread_mutex_lock(&lock);
    faulty->is_watched = name && watched[0] && strncmp(name, watched, strlen(watched)) == 0;
    pthread_mutex_unlock(&lock);
    int code = inner->xOpen(inner, name, real(file), flags, out);
    // without methods SQLite closes nothing
    if (real(file)->pMethods) faulty->base.pMethods = &methods;
    return code;
}

int faulty_disk_install(void) {
    pthread_mutex_lock(&lock);
    int code = SQLITE_OK;
    if (!inner) {
        inner = sqlite3_vfs_find(0);
        if (inner) {
            outer = *inner;
            outer.zName = "faulty-disk";
            outer.pNext = 0;
            outer.szOsFile = (int)sizeof(struct faulty_file) + inner->szOsFile;
            outer.xOpen = disk_open;
            code = sqlite3_vfs_register(&outer, 1);
        } else {
            code = SQLITE_ERROR;
        }
    }
    pthread_mutex_unlock(&lock);
    return code;
}

void faulty_disk_watch(const char *prefix, enum faulty_disk_fault fault, long number, int goes_on) {
    pthread_mutex_lock(&lock);
    strncpy(watched, prefix, sizeof watched - 1);
    planned = fault;
    number_planned = number;
    is_lasting = goes_on;
    count = 0;
    pthread_mutex_unlock(&lock);
}

long faulty_disk_count(void) {
    pthread_mutex_lock(&lock);
    long answer = count;
    pthread_mutex_unlock(&lock);
    return answer;
}

void faulty_disk_forget(void) {
    pthread_mutex_lock(&lock);
    planned = faulty_disk_none;
    watched[0] = 0;
    number_planned = 0;
    is_lasting = 0;
    pthread_mutex_unlock(&lock);
}
