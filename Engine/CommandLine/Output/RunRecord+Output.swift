internal import Holdfast

extension RunRecord {
    static let header = ["RUN", "WORKFLOW", "STATUS", "PROGRESS", "CREATED", "TOOK", "REASON"]

    /// The cells below the header.
    func cells(now: Timestamp) -> [String] {
        [
            Display.line(id.rawValue), Display.line(workflow), status.rawValue, percentage,
            Display.time(createdAt), took(now) ?? "-", Display.short(reason ?? cancelReason ?? ""),
        ]
    }

    /// All that is known of it, line by line; its payloads where they were asked for.
    func details(now: Timestamp) -> String {
        Columns.fields([
            "Run": Display.line(id.rawValue),
            "Workflow": "\(Display.line(workflow)), version \(version)",
            "Build": build.map(Display.line),
            "Status": status.rawValue,
            "Reason": reason.map(Display.short),
            "Progress": percentage,
            "Queue": "\(Display.line(queue.rawValue)), priority \(priority)",
            "Worker": leaseOwner.map { Display.line($0.rawValue) },
            readyName: readyAt.map(Display.time),
            "Claims without progress": claimsSinceProgress > 1 ? "\(claimsSinceProgress)" : nil,
            "Cancel requested": cancelRequestedAt.map(Display.time),
            "Cancel reason": cancelReason.map(Display.short),
            "Resource": resourceID.map(Display.line),
            "Parent": parent.map { Display.line($0.rawValue + (parentStep.map { ", step \($0)" } ?? "")) },
            "Root": root.map { Display.line($0.rawValue) },
            "Trigger": trigger.map { Display.line($0.text) },
            "Tags": Display.pairs(tags),
            "Attributes": Display.pairs(attributes.mapValues(\.text)),
            "Metadata": Display.pairs(metadata.mapValues(\.text)),
            "Trace": traceContext.map(Display.line),
            "Created": Display.time(createdAt),
            "Started": startedAt.map(Display.time),
            "Updated": Display.time(updatedAt),
            "Ended": completedAt.map(Display.time),
            "Took": took(now),
            "Deadline": deadlineAt.map(Display.time),
            "Input": input.map { Display.line($0.shown.text) },
            "Context": workflowContext.map { Display.line($0.shown.text) },
            "Output": output.map { Display.line($0.shown.text) },
            "Error": failure.map { Display.short($0.description) },
        ])
    }

    /// The run as an object; payloads that it has are in it where they were asked for.
    func json(payloads: Bool = false) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id.rawValue), "incarnation": .string(incarnation.rawValue), "revision": .int(revision),
            "workflow": .string(workflow), "version": .int(Int64(version)), "build": .text(build),
            "status": .string(status.rawValue), "reason": .text(reason), "progress": .double(progress),
            "queue": .string(queue.rawValue), "priority": .string("\(priority)"), "ready_at": .time(readyAt),
            "worker": .text(leaseOwner?.rawValue), "fence": .int(fence.rawValue),
            "claims_since_progress": .int(Int64(claimsSinceProgress)),
            "cancel_requested_at": .time(cancelRequestedAt), "cancel_reason": .text(cancelReason),
            "resource_id": .text(resourceID), "parent_id": .text(parent?.rawValue),
            "parent_step": .text(parentStep), "root_id": .text(root?.rawValue), "trigger": trigger ?? .null,
            "tags": .object(tags.mapValues { .string($0) }), "attributes": .object(attributes),
            "metadata": .object(metadata), "trace_context": .text(traceContext), "created_at": .time(createdAt),
            "started_at": .time(startedAt), "updated_at": .time(updatedAt), "completed_at": .time(completedAt),
            "deadline_at": .time(deadlineAt),
        ]
        if payloads {
            members["input"] = input?.shown
            members["context"] = workflowContext?.shown
            members["output"] = output?.shown
            members["error"] = failure?.json
        }
        return .object(members)
    }

    private var percentage: String { "\(Int(progress * 100))%" }

    /// What the time means at which it may next be claimed.
    private var readyName: String {
        switch status {
        case .running: "Lease ends"
        case .waiting: "Wakes"
        default: "Due"
        }
    }

    private func took(_ now: Timestamp) -> String? {
        startedAt.map { Display.duration(from: $0, to: completedAt ?? now) }
    }
}
