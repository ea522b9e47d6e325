internal import HoldfastCore
internal import Synchronization

/// Why a run cannot go on, as it is stored; the part before the colon tells the kinds apart.
enum StallReason {
    static func unknown(_ workflow: String, _ version: Int?) -> String {
        guard let version else { return "unknownWorkflow: no worker here knows the workflow \"\(workflow)\"" }
        return "unknownVersion: no worker here knows version \(version) of the workflow \"\(workflow)\""
    }

    static func quarantine(_ claims: Int) -> String {
        "quarantine: claimed \(claims) times without committing a step; mend the cause, then resume the run"
    }

    static func undecodable(_ reason: String) -> String { "undecodableInput: \(reason)" }

    /// Whether the run can go on once a worker knows its workflow and version.
    static func passesWithRegistration(_ reason: String) -> Bool { reason.hasPrefix("unknown") }
}

extension Engine {
    /// Lets runs go on that stalled because no worker knew their workflow, where this one does.
    func recoverStalled() async {
        let known = workflows.withLock { $0 }
        do {
            var query = RunQuery()
            query.filter.statuses = [.stalled]
            query.limit = 200
            repeat {
                let page = try await store.runs.list(query)
                for run in page.items {
                    guard known[WorkflowKey(run.workflow, run.version)] != nil,
                        StallReason.passesWithRegistration(run.reason ?? "")
                    else { continue }
                    // Refused where another worker was first, or the run has ended meanwhile.
                    _ = try? await store.runs.update(run.id, revision: run.revision, RunPatch(.recovered))
                }
                query.cursor = page.next
            } while query.cursor != nil
        } catch is CancellationError {
        } catch {
            options.observer.observe(EngineEvent(.persistenceError, message: "\(error)"))
        }
    }
}
