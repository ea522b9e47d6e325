public import HoldfastConformance
internal import HoldfastMemory
internal import Synchronization

extension Conformance {
    /// The store in memory that does whatever a backend may, over a line on which requests fail: as far from here as a
    /// store over a network.
    public static var strictMemoryOverALine: Conformance {
        let firsts = Firsts<StrictMemoryBackend>()
        return Conformance("Strict Memory over a line", abilities: [.faults], isSeeded: true) { place in
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
    }
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
