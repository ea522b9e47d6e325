#if SQLite
    package import HoldfastConformance
    package import HoldfastCore
    internal import HoldfastSQLite
    internal import Synchronization

    extension Conformance {
        /// The suite of the SQLite store, on a disk that fails as its checks ask for.
        ///
        /// - Parameters:
        ///   - relaxed: Whether commits are acknowledged before they are on the disk, as the store then declares.
        ///   - folder: Where a place's file is made; the folder of the place by default.
        ///   - removeFolder: Removes that folder; the suite itself removes that of a place.
        ///   - wrap: Makes of each handle the one that is tested.
        package static func sqlite(
            _ name: String = "SQLite", child: Child? = nil, relaxed: Bool = false,
            folder: @escaping @Sendable (Place) throws -> String = { try $0.folder },
            removeFolder: @escaping @Sendable (Place) throws -> Void = { _ in },
            wrap: @escaping @Sendable (any StoreBackend) -> any StoreBackend = { $0 }
        ) -> Conformance {
            let disks = Disks()
            return Conformance(
                name, abilities: [.faults, .unsyncedWrites], child: child,
                settings: ["synchronous": relaxed ? "normal" : "full"]
            ) { place in
                disks.remove(place)
                try removeFolder(place)
            } make: { place in
                var configuration = SQLiteConfiguration()
                configuration.synchronous = relaxed ? .normal : .full
                configuration.busyTimeout = place.patience
                if place.mayFail { configuration.seam = disks.seam(place) }
                return wrap(SQLiteBackend(path: try folder(place) + "/store.db", configuration: configuration))
            }
        }
    }

    /// The disks of all places that are in use.
    private final class Disks: Sendable {
        private let registered = Mutex<[String: DiskVFS]>([:])

        func seam(_ place: Place) -> SQLiteSeam {
            let name = "holdfast-" + place.id
            registered.withLock { registered in
                guard registered[place.id] == nil else { return }
                registered[place.id] = DiskVFS(name, FaultyDisk(place.faults, seed: place.seed))
            }
            place.faults.canDo(StatementRequest.kinds.union(DiskRequest.kinds))
            let delays = Mutex(SeededRandom(seed: place.seed))
            return SQLiteSeam(vfs: name) { statement, isWrite in
                guard let fault = place.faults.fault(for: StatementRequest.of(statement, isWrite: isWrite)) else {
                    return nil
                }
                return StatementRequest.translated(fault) { delays.withLock { $0.number(below: 2_000) } }
            }
        }

        /// All handles of the place are closed.
        func remove(_ place: Place) { registered.withLock { $0.removeValue(forKey: place.id) }?.remove() }
    }

    /// A statement as a request, and what can happen to it.
    private enum StatementRequest {
        private static let anything: Set<FaultSeam.Fault> = [.dropBefore, .reset, .delay]
        static let kinds = anything.union([.throttle, .readOnly, .dropAfter])

        static func of(_ statement: String, isWrite: Bool) -> FaultSeam.Request {
            let more: Set<FaultSeam.Fault> =
                switch statement {
                case "BEGIN IMMEDIATE": [.throttle, .readOnly]
                // Only its reply can be lost, because nothing before it is kept; and where it fails, doubt remains.
                case "COMMIT": [.dropAfter]
                default: []
                }
            let kinds = anything.union(more).subtracting(statement == "COMMIT" ? [.dropBefore] : [])
            return FaultSeam.Request(statement, isWrite: isWrite, kinds: kinds)
        }

        /// - Parameter delay: How late a late one is, in microseconds.
        static func translated(_ fault: FaultSeam.Fault, delay: () -> Int) -> SQLiteFault? {
            switch fault {
            case .dropBefore: .ioError
            case .dropAfter: .lostReply
            case .reset: .lostConnection
            case .throttle: .busy
            case .readOnly: .readOnly
            case .delay: .late(UInt32(delay()))
            default: nil
            }
        }
    }
#endif
