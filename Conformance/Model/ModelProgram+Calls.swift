internal import HoldfastCore

extension ModelProgram {
    /// A call that nothing after it refers to, as an expression.
    mutating func call(_ call: ModelCommand.Call, _ store: String) -> String {
        switch call {
        case .get(let id): return "\(store).runs.get(\(SwiftText.id(id)))"
        case .update(let id, let revision, let patch):
            return "\(store).runs.update(\(SwiftText.id(id)), revision: \(revision), \(patched(patch)))"
        case .cancel(let id, let reason):
            return "\(store).runs.cancel(\(SwiftText.id(id))\(reason.map { ", reason: \(SwiftText.text($0))" } ?? ""))"
        case .delete(let id, let force):
            return "\(store).runs.delete(\(SwiftText.id(id))\(force ? ", force: true" : ""))"
        case .list(let query): return "\(store).runs.list(\(queried(query)))"
        case .count(let filter, let limit): return "\(store).runs.count(\(filtered(filter)), upTo: \(limit))"
        case .end(let lease, let ending): return "\(store).leases.\(Self.text(ending, "lease\(lease)"))"
        case .steps(let id, let query): return "\(store).steps.list(\(SwiftText.id(id)), \(queried(query)))"
        case .step(let id, let key): return "\(store).steps.get(\(SwiftText.id(id)), step: \(SwiftText.text(key)))"
        case .attempts(let id, let key):
            return "\(store).steps.attempts(\(SwiftText.id(id)), step: \(SwiftText.text(key)))"
        case .memo(let lease): return "\(store).steps.memo(lease\(lease))"
        case .set, .compareAndSet, .remove, .value, .values: return state(call, store)
        case .sweep: return "\(store).sweepExpiredState()"
        case .create, .claim, .renew, .commit, .advance, .reopen: return ""
        }
    }

    private func state(_ call: ModelCommand.Call, _ store: String) -> String {
        func life(_ life: Int) -> String { "\(store).state(of: run\(life).incarnation)" }
        switch call {
        case .set(let place, let key, let content, let timeToLive):
            let end = timeToLive.map { ", timeToLive: \(SwiftText.duration($0))" } ?? ""
            let (values, lease) = text(place, store)
            return "\(values).set(\(SwiftText.text(key)), \(SwiftText.payload(content))\(end)\(lease))"
        case .compareAndSet(let number, let key, let expected, let content, let timeToLive):
            let end = timeToLive.map { ", timeToLive: \(SwiftText.duration($0))" } ?? ""
            return "\(life(number)).compareAndSet(\(SwiftText.text(key)), expected: \(SwiftText.payload(expected)), "
                + "\(SwiftText.payload(content))\(end))"
        case .remove(let place, let key):
            let (values, lease) = text(place, store)
            return "\(values).delete(\(SwiftText.text(key))\(lease))"
        case .value(let number, let key): return "\(life(number)).get(\(SwiftText.text(key)))"
        case .values(let number, let prefix, let limit):
            return "\(life(number)).list(prefix: \(SwiftText.text(prefix)), limit: \(limit))"
        default: return ""
        }
    }

    private func text(_ place: ModelCommand.StatePlace, _ store: String) -> (values: String, lease: String) {
        switch place {
        case .life(let life): ("\(store).state(of: run\(life).incarnation)", "")
        case .lease(let number): ("\(store).state(of: lease\(number).incarnation)", ", lease: lease\(number)")
        }
    }

    private static func text(_ ending: ModelCommand.Ending, _ lease: String) -> String {
        switch ending {
        case .release(let readyAt, let charged):
            "release(\(lease)\(readyAt.map { ", readyAt: \(SwiftText.time($0))" } ?? "")"
                + "\(charged ? "" : ", charged: false"))"
        case .park(let wakeUp): "park(\(lease), until: \(SwiftText.time(wakeUp)))"
        case .stall(let reason): "stall(\(lease), reason: \(SwiftText.text(reason)))"
        case .complete(let output): "complete(\(lease), output: \(SwiftText.payload(output)))"
        case .fail(let failure): "fail(\(lease), \(SwiftText.failure(failure)))"
        case .cancel: "cancel(\(lease))"
        }
    }

    private mutating func patched(_ patch: RunPatch) -> String {
        var settings: [String] = []
        if let reason = patch.reason { settings.append("reason = \(SwiftText.text(reason))") }
        if let progress = patch.progress { settings.append("progress = \(progress)") }
        for (key, value) in patch.tags.sorted(by: { $0.key < $1.key }) {
            settings.append("tags[\(SwiftText.text(key))] = .some(\(value.map { SwiftText.text($0) } ?? "nil"))")
        }
        for (name, members) in [("attributes", patch.attributes), ("metadata", patch.metadata)] {
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                settings.append("\(name)[\(SwiftText.text(key))] = .some(\(value.map { SwiftText.json($0) } ?? "nil"))")
            }
        }
        if let resource = patch.resourceID {
            settings.append("resourceID = .some(\(resource.map { SwiftText.text($0) } ?? "nil"))")
        }
        if let output = patch.output { settings.append("output = .some(\(SwiftText.payload(output)))") }
        if let failure = patch.failure {
            settings.append("failure = .some(\(failure.map { SwiftText.failure($0) } ?? "nil"))")
        }
        if let context = patch.context { settings.append("context = .some(\(SwiftText.payload(context)))") }
        return declare("patch", "RunPatch(\(patch.event.map { ".\($0)" } ?? ""))", settings)
    }

    private mutating func queried(_ query: RunQuery) -> String {
        let settings = Self.settings(query.limit, "oldestFirst", query.oldestFirst, query.payloads)
        let filter = filtered(query.filter)
        return declare("query", "RunQuery(\(filter == "RunFilter()" ? "" : filter))", settings)
    }

    private mutating func queried(_ query: StepQuery) -> String {
        let settings = Self.settings(query.limit, "newestFirst", query.newestFirst, query.payloads)
        return declare("query", "StepQuery()", settings)
    }

    private static func settings(_ limit: Int, _ order: String, _ isOrdered: Bool, _ payloads: Bool) -> [String] {
        (limit == 100 ? [] : ["limit = \(limit)"]) + (isOrdered ? ["\(order) = true"] : [])
            + (payloads ? ["payloads = true"] : [])
    }

    private mutating func filtered(_ filter: RunFilter) -> String {
        var settings: [String] = []
        if let workflow = filter.workflow { settings.append("workflow = \(SwiftText.text(workflow))") }
        if !filter.statuses.isEmpty {
            let words = filter.statuses.map(\.rawValue).sorted().map { "." + $0 }
            settings.append("statuses = [\(words.joined(separator: ", "))]")
        }
        if let resource = filter.resourceID { settings.append("resourceID = \(SwiftText.text(resource))") }
        if let parent = filter.parent { settings.append("parent = \(SwiftText.id(parent))") }
        if let prefix = filter.idPrefix { settings.append("idPrefix = \(SwiftText.text(prefix))") }
        if !filter.tags.isEmpty { settings.append("tags = \(SwiftText.dictionary(filter.tags, SwiftText.text))") }
        for (name, members) in [("attributes", filter.attributes), ("metadata", filter.metadata)]
        where !members.isEmpty { settings.append("\(name) = \(SwiftText.dictionary(members, SwiftText.json))") }
        for (name, time) in [
            ("createdFrom", filter.createdFrom), ("createdBefore", filter.createdBefore),
            ("updatedFrom", filter.updatedFrom), ("updatedBefore", filter.updatedBefore),
        ] {
            if let time { settings.append("\(name) = \(SwiftText.time(time))") }
        }
        return declare("filter", "RunFilter()", settings)
    }
}
