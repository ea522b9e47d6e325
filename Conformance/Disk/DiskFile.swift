#if SQLite
    internal import CHoldfastSQLite
    internal import HoldfastConformance

    /// The extended codes of I/O errors, which the importer cannot compute.
    enum DiskError {
        static let read = SQLITE_IOERR | (1 << 8)
        static let write = SQLITE_IOERR | (3 << 8)
        static let sync = SQLITE_IOERR | (4 << 8)
        static let truncate = SQLITE_IOERR | (6 << 8)
        static let size = SQLITE_IOERR | (7 << 8)
        static let delete = SQLITE_IOERR | (10 << 8)
    }

    /// One open file: asks the disk before each request, and passes it on to the file of the system's own VFS.
    @safe final class DiskFile {
        private let disk: FaultyDisk
        private let path: String
        private let kind: FileKind
        // Lies behind the slot that SQLite allocated for this file, and lives until SQLite has closed it.
        private let real: UnsafeMutablePointer<sqlite3_file>

        init(_ disk: FaultyDisk, _ path: String, _ kind: FileKind, _ real: UnsafeMutablePointer<sqlite3_file>) {
            self.disk = disk
            self.path = path
            self.kind = kind
            // See above.
            unsafe self.real = real
        }

        /// The functions of the real file, which SQLite has opened.
        var methods: sqlite3_io_methods { unsafe real.pointee.pMethods.pointee }

        /// Passes a call on to the real file.
        func pass(_ call: (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) -> Int32) -> Int32 {
            // Only functions of the file's own VFS are called with it.
            unsafe call(real, methods)
        }

        func close() -> Int32 {
            // The last call with the real file.
            let code = unsafe pass { file, methods in unsafe methods.xClose(file) }
            disk.closed()
            return code
        }

        func read(_ buffer: UnsafeMutableRawPointer?, _ count: Int32, _ offset: Int64) -> Int32 {
            guard disk.meet(.read, kind) == nil else { return DiskError.read }
            // SQLite's own buffer of that size.
            return unsafe pass { file, methods in unsafe methods.xRead(file, buffer, count, offset) }
        }

        func write(_ buffer: UnsafeRawPointer?, _ count: Int32, _ offset: Int64) -> Int32 {
            switch disk.meet(.write, kind) {
            case nil: break
            case .diskFull: return SQLITE_FULL
            default: return DiskError.write
            }
            // SQLite's own buffer of that size.
            let new = unsafe [UInt8](UnsafeRawBufferPointer(start: buffer, count: Int(count)))
            note(at: offset, new)
            return unsafe pass { file, methods in unsafe methods.xWrite(file, buffer, count, offset) }
        }

        func truncate(_ size: Int64) -> Int32 {
            guard disk.meet(.truncate, kind) == nil else { return DiskError.truncate }
            note(at: size, nil)
            // The real file takes no memory of ours here.
            return unsafe pass { file, methods in unsafe methods.xTruncate(file, size) }
        }

        func sync(_ flags: Int32) -> Int32 {
            guard disk.meet(.sync, kind) == nil else { return DiskError.sync }
            // The real file takes no memory of ours here.
            let code = unsafe pass { file, methods in unsafe methods.xSync(file, flags) }
            if code == SQLITE_OK { disk.settled(path) }
            return code
        }

        func size(_ answer: UnsafeMutablePointer<Int64>?) -> Int32 {
            guard disk.meet(.size, kind) == nil else { return DiskError.size }
            // SQLite's own variable.
            return unsafe pass { file, methods in unsafe methods.xFileSize(file, answer) }
        }

        /// Keeps what a change is about to replace.
        private func note(at offset: Int64, _ new: [UInt8]?) {
            var size: Int64 = 0
            // Locals that outlive the calls.
            _ = unsafe pass { file, methods in unsafe methods.xFileSize(file, &size) }
            let end = new.map { min(size, offset + Int64($0.count)) } ?? size
            var old = [UInt8](repeating: 0, count: Int(max(0, end - offset)))
            if !old.isEmpty {
                unsafe old.withUnsafeMutableBytes { bytes in
                    _ = unsafe pass { file, methods in
                        unsafe methods.xRead(file, bytes.baseAddress, Int32(bytes.count), offset)
                    }
                }
            }
            disk.note(Change(offset: offset, old: old, oldSize: size, new: new), path)
        }
    }
#endif
