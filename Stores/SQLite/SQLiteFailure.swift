#if SQLite
    internal import CHoldfastSQLite
    internal import HoldfastCore

    /// A call of SQLite that did not succeed.
    struct SQLiteFailure: Error {
        static let readOnlyCode = SQLITE_READONLY
        static let cannotOpenCode = SQLITE_CANTOPEN
        static let generalCode = SQLITE_ERROR

        /// The extended result code.
        let code: Int32
        /// SQLite's words, for a person; never used to tell failures apart.
        let message: String

        /// What kind of failure it is; the rest of the code tells more, but nothing that changes what to do.
        var primaryCode: Int32 { code & 0xFF }

        /// Whether another connection is in the way, so that the same thing may succeed later.
        var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }

        /// Whether the disk is at fault.
        var isInputOutput: Bool { primaryCode == SQLITE_IOERR }

        /// The failure as the boundary knows it. Nothing was applied.
        func backendError(_ path: String) -> BackendError {
            switch primaryCode {
            case SQLITE_BUSY, SQLITE_LOCKED:
                BackendError(
                    .unavailable,
                    "\(path) was held by other processes for longer than the busy timeout; try again, or end the "
                        + "process that keeps a transaction open")
            case SQLITE_ERROR:
                // The statements are generated, so one that cannot be prepared means tables of another shape.
                BackendError(
                    .schemaOutdated, "\(path) lacks tables of this version (\(message)); run `holdfast migrate`")
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
                BackendError(.readOnly, "\(path) cannot be written (\(message)); check the permissions")
            case SQLITE_CORRUPT, SQLITE_NOTADB:
                BackendError(.corrupted, "\(path) is damaged or no SQLite database (\(message)); nothing was changed")
            case SQLITE_TOOBIG: BackendError(.limitExceeded, "a value is larger than SQLite takes (\(message))")
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE:
                BackendError(.invalidArgument, "a value does not fit its column (\(message))")
            case SQLITE_FULL: BackendError(.unavailable, "the disk of \(path) is full; free some space and try again")
            default: BackendError(.unavailable, "\(path) cannot be used just now (\(message), code \(code))")
            }
        }

        /// The failure of COMMIT. After an I/O error the log may hold the transaction or not.
        func commitError(_ path: String) -> BackendError {
            guard isInputOutput else { return backendError(path) }
            return BackendError(
                .unknownOutcome, "\(path): writing the end of a commit failed (\(message), code \(code))")
        }
    }
#endif
