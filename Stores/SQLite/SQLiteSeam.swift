#if SQLite
    /// What goes wrong with a statement: only what SQLite itself can show.
    package enum SQLiteFault: Sendable {
        /// Another process is in the way; it is not run.
        case busy
        /// An I/O error; it is not run.
        case ioError
        /// An I/O error, and from now on all that this connection does ends so: its descriptors are of no use any more.
        case lostConnection
        /// It is not run, because the file can only be read.
        case readOnly
        /// It is run, and then reported as an I/O error.
        case lostReply
        /// It is run some microseconds later.
        case late(UInt32)
    }

    /// Where the kit puts faults in: before each statement, and by a VFS of its own beneath SQLite.
    ///
    /// Two seams are equal where their VFS is the same.
    package struct SQLiteSeam: Sendable, Hashable {
        /// The name under which the VFS is registered.
        package let vfs: String
        /// Asked before each statement that reads or writes rows, and before a transaction begins and commits.
        package let fault: @Sendable (_ statement: String, _ isWrite: Bool) -> SQLiteFault?

        package init(vfs: String, fault: @escaping @Sendable (_ statement: String, _ isWrite: Bool) -> SQLiteFault?) {
            self.vfs = vfs
            self.fault = fault
        }

        package static func == (left: SQLiteSeam, right: SQLiteSeam) -> Bool { left.vfs == right.vfs }
        package func hash(into hasher: inout Hasher) { hasher.combine(vfs) }
    }
#endif
