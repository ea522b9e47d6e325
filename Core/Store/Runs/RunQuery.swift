/// Which runs: all conditions must hold. Values are literal and compared by bytes.
public struct RunFilter: Sendable, Equatable {
    /// The name of the workflow.
    public var workflow: String?
    /// Empty means any.
    public var statuses: Set<RunStatus> = []
    /// The resource id.
    public var resourceID: String?
    /// The run that started it.
    public var parent: RunID?
    /// The run id begins with this.
    public var idPrefix: String?
    /// Each tag has this value.
    public var tags: [String: String] = [:]
    /// Each attribute has an equal value of the same type.
    public var attributes: [String: JSONValue] = [:]
    /// The metadata contains this; see ``JSONValue/contains(_:)``.
    public var metadata: [String: JSONValue] = [:]
    /// Not before this.
    public var createdFrom: Timestamp?
    /// Before this.
    public var createdBefore: Timestamp?
    /// Not before this.
    public var updatedFrom: Timestamp?
    /// Before this.
    public var updatedBefore: Timestamp?

    /// All runs.
    public init() {}
}

/// A page of a list of runs.
public struct RunQuery: Sendable {
    /// Which runs.
    public var filter: RunFilter
    /// The most runs in the page: at least 1, and 1,000 where it is more. 100 by default.
    public var limit = 100
    /// Whether the oldest come first; otherwise the newest. Runs of one moment are ordered by id.
    public var oldestFirst = false
    /// Where the page before ended: its `next`.
    public var cursor: String?
    /// Whether input, output, context and error are read too.
    public var payloads = false

    /// A query of these runs.
    public init(_ filter: RunFilter = RunFilter()) { self.filter = filter }
}

/// Some rows of a list, and where the next ones are.
public struct Listing<Element: Sendable>: Sendable {
    /// The elements in order.
    public let items: [Element]
    /// The cursor of the next page; nil exactly where there are no more.
    public let next: String?
}

/// How many there are, counted up to a bound.
public struct BoundedCount: Sendable, Equatable {
    /// The number, or the bound where there are more.
    public let value: Int
    /// Whether there are no more than `value`.
    public let isExact: Bool

    /// A count.
    public init(value: Int, isExact: Bool) {
        self.value = value
        self.isExact = isExact
    }
}

extension RunFilter {
    /// The range in which each run that passes lies, in the order of creation.
    ///
    /// Several statuses are no several ranges: a run that moves from one to the other between two reads would be seen
    /// twice or not at all.
    func range(_ tenant: Value) -> IndexRange {
        let (index, partition): (Index, [Value]) =
            if let parent {
                (RunTable.byParent, [parent.value])
            } else if let resourceID {
                (RunTable.byResource, [.text(resourceID)])
            } else if let status = statuses.first, statuses.count == 1 {
                (RunTable.byStatus, [.status(status)])
            } else if let workflow {
                (RunTable.byWorkflow, [.text(workflow)])
            } else {
                (RunTable.byCreation, [])
            }
        return IndexRange(
            RunTable.table, index, [tenant] + partition, atLeast: createdFrom.map { .time($0) },
            below: createdBefore.map { .time($0) })
    }

    /// What the backend can test on the row.
    var conditions: [Condition] {
        // One run that only newer code can read must not keep all others from being seen.
        var conditions = [Condition(RunTable.format, .atMost(.int(RunRecord.newestFormat)))]
        if let workflow { conditions.append(Condition(RunTable.workflow, .equal(.text(workflow)))) }
        if let resourceID { conditions.append(Condition(RunTable.resourceID, .equal(.text(resourceID)))) }
        if let parent { conditions.append(Condition(RunTable.parentRunID, .equal(parent.value))) }
        if !statuses.isEmpty {
            let words = statuses.map(\.rawValue).sorted().map { Value.text($0) }
            conditions.append(Condition(RunTable.status, .among(words)))
        }
        if let idPrefix, !idPrefix.isEmpty {
            conditions.append(Condition(RunTable.runID, .atLeast(.text(idPrefix))))
            if let end = ByteOrder.successor(ofPrefix: idPrefix) {
                conditions.append(Condition(RunTable.runID, .less(.text(end))))
            }
        }
        if let createdFrom { conditions.append(Condition(RunTable.createdAt, .atLeast(.time(createdFrom)))) }
        if let createdBefore { conditions.append(Condition(RunTable.createdAt, .less(.time(createdBefore)))) }
        if let updatedFrom { conditions.append(Condition(RunTable.updatedAt, .atLeast(.time(updatedFrom)))) }
        if let updatedBefore { conditions.append(Condition(RunTable.updatedAt, .less(.time(updatedBefore)))) }
        return conditions
    }

    /// Whether the backend's conditions are the whole filter.
    var isSimple: Bool { tags.isEmpty && attributes.isEmpty && metadata.isEmpty }

    /// What only Core can test.
    func passes(_ run: RunRecord) -> Bool {
        tags.allSatisfy { tag, value in run.tags[tag].map { ByteOrder.equal($0, value) } ?? false }
            && attributes.allSatisfy { key, value in run.attributes.member(key) == value }
            && JSONValue.object(run.metadata).contains(.object(metadata))
    }

    func validate() throws {
        for (text, kind) in [(workflow, "workflow name"), (resourceID, "resource id"), (idPrefix, "id prefix")] {
            if let text { try Runs.validateName(text, kind) }
        }
        try parent?.validate()
        try Runs.validate(tags: tags)
        try Runs.validate(members: attributes, "attribute")
        try Runs.validate(members: metadata, "metadata key")
    }

    /// The filter as text that is the same for equal filters, by which a cursor knows its list.
    var identity: String {
        var members: [String: JSONValue] = [
            "statuses": .array(statuses.map(\.rawValue).sorted().map { .string($0) }),
            "tags": .object(tags.mapValues { .string($0) }), "attributes": .object(attributes),
            "metadata": .object(metadata),
        ]
        members["workflow"] = workflow.map { .string($0) }
        members["resource"] = resourceID.map { .string($0) }
        members["parent"] = parent.map { .string($0.rawValue) }
        members["prefix"] = idPrefix.map { .string($0) }
        let times = [createdFrom, createdBefore, updatedFrom, updatedBefore]
        members["times"] = .array(times.map { $0.map { .int($0.microseconds) } ?? .null })
        return JSONValue.object(members).text
    }
}
