internal import Foundation
public import HoldfastConformance
internal import LogStore

extension Conformance {
    /// The suite of the log store, whose system calls fail as the checks ask for.
    public static func log(child: Child? = nil) -> Conformance {
        Conformance("LogStore", abilities: [.faults], child: child) { place in
            guard place.mayFail else { return LogBackend(directory: try place.folder) }
            place.faults.canDo(Set(errors.keys))
            return LogBackend(directory: try place.folder) { call in
                let changesFiles = ["create", "write", "rename"].contains(call)
                // Where syncing fails, nobody knows what it did.
                let kinds = changesFiles ? Set(errors.keys) : call == "fsync" ? [.ioError] : [.ioError, .dropBefore]
                let request = FaultSeam.Request(call, isWrite: changesFiles || call == "fsync", kinds: kinds)
                return place.faults.fault(for: request).flatMap { errors[$0] }
            }
        }
    }

    private static let errors: [FaultSeam.Fault: Int32] = [
        .ioError: EIO, .dropBefore: EAGAIN, .diskFull: ENOSPC, .readOnly: EROFS,
    ]
}
