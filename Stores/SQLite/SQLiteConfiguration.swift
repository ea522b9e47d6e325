#if SQLite
    /// How a ``SQLiteBackend`` uses its file.
    ///
    /// All backends that open one file in one process share its writer, so they must agree on all of this.
    public struct SQLiteConfiguration: Sendable, Hashable {
        /// When an acknowledged commit is safe from a loss of power. It is always safe from the end of the process.
        public enum Synchronous: Sendable, Hashable {
            /// Each commit is on the disk before it is acknowledged.
            case full
            /// Faster, but a loss of power takes back all commits since the last checkpoint, acknowledged or not.
            case normal
        }

        /// When a commit is safe; `.full` unless you accept lost commits.
        public var synchronous = Synchronous.full
        /// How long a call waits for other processes that hold the file before it throws `.unavailable`.
        public var busyTimeout = Duration.seconds(30)
        /// The number of connections, each with its own thread, that read; 1 to 16.
        public var readers = 2
        /// What every table's name begins with: empty, or `[A-Za-z_][A-Za-z0-9_]*` of at most 20 bytes.
        public var tablePrefix = ""
        /// The memory that each connection may use to hold pages, in KiB.
        public var cacheKibibytes = 8_192
        /// For tools that look only: every write throws `.readOnly`, and nothing of the file changes.
        public var isReadOnly = false
        /// Where the conformance kit puts faults in; nothing goes wrong by it where it is nil.
        package var seam: SQLiteSeam?

        /// The defaults.
        public init() {}
    }
#endif
