#if SQLite
    internal import CHoldfastSQLite

    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #elseif canImport(Darwin)
        internal import Darwin
    #endif

    /// The registration of a disk as a VFS over the system's own.
    ///
    /// It must be removed only after all connections that use it are closed.
    // SQLite itself guards its list of them; the memory is changed only before `register` and after `remove`.
    @safe final class DiskVFS: @unchecked Sendable {
        private let vfs: UnsafeMutablePointer<sqlite3_vfs>

        /// What SQLite allocates for a file: this, and behind it the real file.
        @unsafe fileprivate struct Slot {
            var head: sqlite3_file
            var file: Unmanaged<DiskFile>?

            // A multiple of any alignment that the real file may have.
            static let size = 64
        }

        init(_ name: String, _ disk: FaultyDisk) {
            // SQLite never frees its own.
            guard let system = unsafe sqlite3_vfs_find(nil) else { preconditionFailure("SQLite has no VFS") }
            // The copy and its name live until `remove`. All functions of the copy but these two ignore which VFS they
            // are called with.
            unsafe vfs = .allocate(capacity: 1)
            unsafe vfs.initialize(to: system.pointee)
            unsafe vfs.pointee.zName = UnsafePointer(strdup(name))
            unsafe vfs.pointee.pAppData = Unmanaged.passRetained(disk).toOpaque()
            unsafe vfs.pointee.szOsFile = Int32(Slot.size) + system.pointee.szOsFile
            unsafe vfs.pointee.xOpen = { unsafe DiskVFS.open($0, $1, $2, $3, $4) }
            unsafe vfs.pointee.xDelete = { unsafe DiskVFS.delete($0, $1, $2) }
            unsafe sqlite3_vfs_register(vfs, 0)
        }

        /// Takes the VFS away. Nothing may use it any more.
        func remove() {
            // Balances `init`.
            unsafe sqlite3_vfs_unregister(vfs)
            if let disk = unsafe vfs.pointee.pAppData { unsafe Unmanaged<FaultyDisk>.fromOpaque(disk).release() }
            unsafe free(UnsafeMutablePointer(mutating: vfs.pointee.zName))
            unsafe vfs.deallocate()
        }

        // The disk lives as long as its registration.
        private static func disk(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> FaultyDisk? {
            unsafe vfs?.pointee.pAppData.map { unsafe Unmanaged<FaultyDisk>.fromOpaque($0).takeUnretainedValue() }
        }

        // The pointers are SQLite's and live as long as the call; the slot is as large as `szOsFile` says.
        private static func open(
            _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?,
            _ slot: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32, _ outFlags: UnsafeMutablePointer<Int32>?
        ) -> Int32 {
            guard let slot = unsafe slot, let disk = unsafe disk(vfs), let system = unsafe sqlite3_vfs_find(nil) else {
                return SQLITE_CANTOPEN
            }
            unsafe slot.pointee.pMethods = nil
            let kind: FileKind =
                flags & SQLITE_OPEN_MAIN_DB != 0 ? .database : flags & SQLITE_OPEN_WAL != 0 ? .log : .other
            let path = unsafe name.map { unsafe String(cString: $0) } ?? ""
            guard disk.open(path, kind) else { return SQLITE_CANTOPEN }
            let real = unsafe UnsafeMutableRawPointer(slot).advanced(by: Slot.size)
                .assumingMemoryBound(to: sqlite3_file.self)
            unsafe real.pointee.pMethods = nil
            let code =
                disk.meet(.open, kind) == nil
                ? unsafe system.pointee.xOpen(system, name, real, flags, outFlags) : SQLITE_CANTOPEN
            guard code == SQLITE_OK else {
                disk.closed()
                return code
            }
            let file = unsafe DiskFile(disk, path, kind, real)
            unsafe UnsafeMutableRawPointer(slot).assumingMemoryBound(to: Slot.self).pointee.file =
                Unmanaged.passRetained(file)
            unsafe slot.pointee.pMethods = UnsafePointer(methods)
            return SQLITE_OK
        }

        // The pointers are SQLite's and live as long as the call.
        private static func delete(
            _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?, _ syncsFolder: Int32
        ) -> Int32 {
            guard let disk = unsafe disk(vfs), let system = unsafe sqlite3_vfs_find(nil) else {
                return DiskError.delete
            }
            guard disk.meet(.delete, .other) == nil else { return DiskError.delete }
            if let name = unsafe name { disk.settled(unsafe String(cString: name)) }
            return unsafe system.pointee.xDelete(system, name, syncsFolder)
        }

        // The slot was filled by `open`.
        fileprivate static func file(_ slot: UnsafeMutablePointer<sqlite3_file>?) -> DiskFile? {
            unsafe slot.flatMap { slot in
                unsafe UnsafeMutableRawPointer(slot).assumingMemoryBound(to: Slot.self).pointee.file?
                    .takeUnretainedValue()
            }
        }

        // The same for all files, made once and never changed; SQLite only reads it.
        private nonisolated(unsafe) static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
            // Safe because nobody else knows the memory yet. Never freed: a file may be open until the process ends.
            let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
            unsafe methods.initialize(to: sqlite3_io_methods())
            unsafe fill(&methods.pointee)
            return unsafe methods
        }()
    }

    extension DiskVFS {
        // Each function is called with a slot that `open` filled, and with pointers of SQLite's that it hands through.
        private static func fill(_ methods: inout sqlite3_io_methods) {
            // The second version has shared memory, and no mapped files, whose writes nobody would see.
            methods.iVersion = 2
            unsafe methods.xClose = { slot in
                guard let file = unsafe DiskVFS.file(slot) else { return SQLITE_MISUSE }
                let code = file.close()
                unsafe Unmanaged.passUnretained(file).release()
                return code
            }
            unsafe methods.xRead = { unsafe DiskVFS.file($0)?.read($1, $2, $3) ?? SQLITE_MISUSE }
            unsafe methods.xWrite = { unsafe DiskVFS.file($0)?.write($1, $2, $3) ?? SQLITE_MISUSE }
            unsafe methods.xTruncate = { unsafe DiskVFS.file($0)?.truncate($1) ?? SQLITE_MISUSE }
            unsafe methods.xSync = { unsafe DiskVFS.file($0)?.sync($1) ?? SQLITE_MISUSE }
            unsafe methods.xFileSize = { unsafe DiskVFS.file($0)?.size($1) ?? SQLITE_MISUSE }
            unsafe methods.xLock = { slot, level in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xLock($0, level) } ?? SQLITE_MISUSE
            }
            unsafe methods.xUnlock = { slot, level in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xUnlock($0, level) } ?? SQLITE_MISUSE
            }
            unsafe methods.xCheckReservedLock = { slot, answer in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xCheckReservedLock($0, answer) } ?? SQLITE_MISUSE
            }
            unsafe methods.xFileControl = { slot, operation, argument in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xFileControl($0, operation, argument) } ?? SQLITE_MISUSE
            }
            unsafe methods.xSectorSize = { slot in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xSectorSize($0) } ?? 512
            }
            unsafe methods.xDeviceCharacteristics = { slot in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xDeviceCharacteristics($0) } ?? 0
            }
            fillSharedMemory(&methods)
        }

        // As above.
        private static func fillSharedMemory(_ methods: inout sqlite3_io_methods) {
            unsafe methods.xShmMap = { slot, page, size, extends, answer in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xShmMap($0, page, size, extends, answer) } ?? SQLITE_MISUSE
            }
            unsafe methods.xShmLock = { slot, offset, count, flags in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xShmLock($0, offset, count, flags) } ?? SQLITE_MISUSE
            }
            unsafe methods.xShmBarrier = { slot in
                _ = unsafe DiskVFS.file(slot)?.pass {
                    unsafe $1.xShmBarrier($0)
                    return SQLITE_OK
                }
            }
            unsafe methods.xShmUnmap = { slot, deletes in
                unsafe DiskVFS.file(slot)?.pass { unsafe $1.xShmUnmap($0, deletes) } ?? SQLITE_MISUSE
            }
        }
    }
#endif
