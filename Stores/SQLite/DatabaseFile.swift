#if SQLite
    internal import CHoldfastSQLite
    internal import HoldfastCore

    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #elseif canImport(Darwin)
        internal import Darwin
    #endif

    /// The place of a database: a file, or this process's memory.
    struct DatabaseFile: Sendable, Hashable {
        /// The path that SQLite opens: the real one, so that one file has one name; `:memory:` in memory.
        let path: String

        var isInMemory: Bool { path == ":memory:" }

        /// Finds the place of a path as the user gave it. Looks at the disk, changes nothing.
        init(_ given: String) throws(BackendError) {
            guard !given.isEmpty else { throw BackendError(.invalidArgument, "the path of the database is empty") }
            guard !Self.isInMemory(given) else {
                path = ":memory:"
                return
            }
            guard !given.utf8.contains(0) else {
                throw BackendError(.invalidArgument, "the path of a database cannot hold U+0000")
            }
            if let real = Self.realPath(given) {
                guard !Self.isDirectory(real) else {
                    throw BackendError(.unavailable, "\(given) is a directory; name a file in it")
                }
                path = real
            } else {
                path = try Self.pathOfNewFile(given)
            }
            try Self.refuseNetwork(path)
        }

        /// Whether a path as the user gave it stands for a database in memory.
        static func isInMemory(_ given: String) -> Bool { given == ":memory:" || given == "file::memory:" }

        /// Whether there is a file, or it is in memory, where there always is one.
        var exists: Bool { unsafe isInMemory || access(path, F_OK) == 0 }

        /// Whether there are commits in its log, left by a process that is at work or died.
        var hasLog: Bool {
            // The C call writes to a local that outlives it.
            var status = stat()
            return unsafe !isInMemory && stat(path + "-wal", &status) == 0 && status.st_size > 0
        }

        private static func pathOfNewFile(_ given: String) throws(BackendError) -> String {
            let slash = given.utf8.lastIndex(of: UInt8(ascii: "/"))
            let folder = slash.map { $0 == given.startIndex ? "/" : String(given[..<$0]) } ?? "."
            let name = slash.map { String(given[given.index(after: $0)...]) } ?? given
            guard let real = realPath(folder) else {
                throw BackendError(
                    .unavailable, "\(given) cannot be opened: the directory \(folder) does not exist; create it first")
            }
            guard isDirectory(real), !name.isEmpty else {
                throw BackendError(
                    .unavailable, "\(given) cannot be opened: \(folder) is no directory that could hold it")
            }
            return real == "/" ? "/" + name : real + "/" + name
        }

        private static func realPath(_ path: String) -> String? {
            // The C call allocates the answer; it is copied and freed here.
            guard let real = unsafe realpath(path, nil) else { return nil }
            defer { unsafe free(real) }
            return unsafe String(cString: real)
        }

        private static func isDirectory(_ path: String) -> Bool {
            var status = stat()
            // The C call writes to a local that outlives it.
            return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }

        /// The log in shared memory works only where all processes share one kernel.
        private static func refuseNetwork(_ path: String) throws(BackendError) {
            #if os(Linux)
                let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "/"
                let networks: [UInt32: String] = [
                    0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2",
                ]
                guard let network = unsafe networks[holdfast_file_system_type(folder)] else { return }
                throw BackendError(
                    .unsupported,
                    "\(path) is on a network file system (\(network)), where SQLite's log is not safe; use a local "
                        + "disk or a database server")
            #endif
        }
    }
#endif
