import Foundation
import HoldfastConformance
import HoldfastConformanceDisk
import HoldfastCore
import HoldfastMemory
import HoldfastTestSupport
import Synchronization

/// A backend under test, named in the test's output.
struct Contestant: Sendable, CustomStringConvertible {
    let suite: Conformance
    /// What its requests cannot suffer.
    var lacks: Set<FaultSeam.Fault> = []
    /// Whether the backend itself behaves as the seed says, so that each check is worth several.
    var isSeeded = false

    var description: String { suite.name }

    /// The quick tier leaves out the one that differs least from another.
    static let all = (TestTier.current == .quick ? [memory] : [memory, memoryWithShortPages]) + [strictMemory] + sqlite

    static let memory = inMemory("Memory") { first, _ in
        first.map { MemoryBackend(sharing: $0) } ?? MemoryBackend()
    }

    /// Cuts pages at random, as a backend may.
    static let memoryWithShortPages = inMemory("Memory with short pages") { first, seed in
        first.map { MemoryBackend(sharing: $0, shortPages: seed) } ?? MemoryBackend(shortPages: seed)
    }

    /// Does whatever a backend may.
    static let strictMemory: Contestant = {
        let firsts = Firsts<StrictMemoryBackend>()
        let suite = Conformance("Strict Memory", abilities: [.inProcess, .faults]) { place in
            firsts.handles.withLock { $0[place.id] = nil }
        } settle: { place in
            firsts.handles.withLock { $0[place.id] }?.settle()
        } make: { place in
            let kinds: Set<FaultSeam.Fault> = [
                .dropBefore, .dropAfter, .duplicate, .delay, .throttle, .partial, .garbage,
            ]
            place.faults.canDo(kinds)
            return firsts.handles.withLock { handles in
                let handle = StrictMemoryBackend(sharing: handles[place.id], seed: place.seed) { request, isWrite in
                    // Only a read of several rows can come in part: a commit is whole or not at all.
                    let kinds = request == "get" ? kinds : kinds.subtracting([.partial])
                    return place.faults.fault(for: .init(request, isWrite: isWrite, kinds: kinds)).flatMap {
                        LineFault($0)
                    }
                }
                handles[place.id] = handles[place.id] ?? handle
                return handle
            }
        }
        return Contestant(
            suite: suite, lacks: [.reset, .truncate, .diskFull, .readOnly, .ioError, .powerLoss], isSeeded: true)
    }()

    /// The first handle of each place keeps its data.
    private static func inMemory<Backend: StoreBackend>(
        _ name: String, make: @escaping @Sendable (Backend?, UInt64) -> Backend
    ) -> Contestant {
        let firsts = Firsts<Backend>()
        let suite = Conformance(name, abilities: [.inProcess]) { place in
            firsts.handles.withLock { $0[place.id] = nil }
        } make: { place in
            firsts.handles.withLock { handles in
                let handle = make(handles[place.id], place.seed)
                handles[place.id] = handles[place.id] ?? handle
                return handle
            }
        }
        return Contestant(suite: suite)
    }

    #if SQLite
        private static let sqlite = [
            // A file sends no request twice, and answers whole or not at all.
            Contestant(
                suite: .sqlite(child: child("SQLite")), lacks: [.duplicate, .partial, .truncate, .garbage])
        ]

        /// The program of this package that does what children do, beside the test bundle.
        static func child(_ suite: String) -> Child {
            let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
            let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent().path
            return Child(program: folder + "/ConformanceChild", arguments: [suite])
        }
    #else
        private static let sqlite: [Contestant] = []
    #endif
}

extension LineFault {
    /// What a fault is on such a line; nil where it is none.
    fileprivate init?(_ fault: FaultSeam.Fault) {
        switch fault {
        case .dropBefore: self = .dropBefore
        case .dropAfter: self = .dropAfter
        case .duplicate: self = .duplicate
        case .delay: self = .delay
        case .throttle: self = .throttle
        case .partial: self = .partial
        case .garbage: self = .garbage
        default: return nil
        }
    }
}

private final class Firsts<Backend: StoreBackend>: Sendable {
    let handles = Mutex<[String: Backend]>([:])
}
