/// Why a run cannot go on, as it is stored; the part before the colon tells the kinds apart.
package enum StallReason {
    static func unknown(_ workflow: WorkflowVersion, isOtherVersionKnown: Bool) -> String {
        let name = "the workflow \"\(workflow.name)\""
        return shortened(
            isOtherVersionKnown
                ? "unknownVersion: no live worker knows version \(workflow.version) of \(name)"
                : "unknownWorkflow: no live worker knows \(name)")
    }

    package static func quarantine(_ claims: Int) -> String {
        "quarantine: claimed \(claims) times without committing a step; mend the cause, then retry the run"
    }

    package static func undecodable(_ reason: String) -> String { shortened("undecodableInput: \(reason)") }

    /// Whether the run can go on once a worker knows its workflow and version.
    static func passesWithRegistration(_ reason: String?) -> Bool { reason?.hasPrefix("unknown") ?? false }

    private static func shortened(_ reason: String) -> String {
        reason.count > Runs.maximumReasonCharacters
            ? reason.prefix(Runs.maximumReasonCharacters - 1) + "…" : reason
    }
}
