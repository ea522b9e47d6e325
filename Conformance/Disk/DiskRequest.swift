#if SQLite
    internal import HoldfastConformance

    /// A file of SQLite's.
    enum FileKind: String {
        case database
        case log
        case other
    }

    /// What SQLite asks of a disk.
    enum DiskRequest: String {
        case open
        case read
        case write
        case truncate
        case sync
        case size
        case delete

        /// All faults that a disk can show.
        static let kinds: Set<FaultSeam.Fault> = [.ioError, .diskFull, .powerLoss]

        func seamRequest(_ file: FileKind) -> FaultSeam.Request {
            let kinds: Set<FaultSeam.Fault> =
                switch self {
                case .open, .read, .size: [.ioError]
                case .write: Self.kinds
                case .truncate, .sync, .delete: [.ioError, .powerLoss]
                }
            return FaultSeam.Request(
                "disk \(rawValue) \(file.rawValue)", isWrite: kinds.contains(.powerLoss), kinds: kinds)
        }
    }
#endif
