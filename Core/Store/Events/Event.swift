/// An event that is about to be stored.
public struct NewEvent: Sendable, Equatable {
    /// What it says.
    public var kind: EventKind
    /// By which a second appending is recognised; nil where it is never appended twice. It begins neither with `#` nor
    /// with `$`.
    public var id: String?
    /// What it is about, such as a hook: events can be listed by it.
    public var correlationID: String?
    /// Its content.
    public var data: Payload?

    /// An event of this kind.
    public init(_ kind: EventKind, id: String? = nil, correlationID: String? = nil, data: Payload? = nil) {
        self.kind = kind
        self.id = id
        self.correlationID = correlationID
        self.data = data
    }
}

/// An event as it is stored. It never changes.
public struct EventRecord: Sendable, Equatable {
    /// The run that it belongs to.
    public let runID: RunID
    /// The place in the run's log: 1, 2, 3, … without gaps, in the order of the commits.
    public let position: Int64
    /// The id that it was appended with; `#` and the position where it had none.
    public let id: String
    /// What it says.
    public let kind: EventKind
    /// What it is about.
    public let correlationID: String?
    /// Its content; nil where there is none or payloads were not asked for.
    public let data: Payload?
    /// When it was appended; never before the event in front of it.
    public let createdAt: Timestamp
}

// How an event stands in its rows.

extension EventRecord {
    init(_ row: Row) {
        runID = RunID(row[EventTable.runID].text ?? "")
        position = row[EventTable.seq].int ?? 0
        id = row[EventTable.eventID].text ?? ""
        kind = EventKind(row[EventTable.type].text ?? "")
        correlationID = row[EventTable.correlationID].text
        data = row.isPartial ? nil : row.payload(EventTable.data)
        createdAt = row.time(EventTable.createdAt) ?? Timestamp(microseconds: 0)
    }
}

extension NewEvent {
    /// The names that no other event of the run can have: its id, and for what happens once, what that is.
    var names: [String] {
        [id, kind.isTerminal ? "$\(kind.rawValue) \(correlationID ?? "")" : nil].compactMap { $0 }
    }

    /// Tells one content from another under one id.
    var digest: [UInt8] {
        // Each text behind its length, so that no two events give the same bytes.
        let texts = [kind.rawValue, correlationID].map { text in text.map { "\($0.utf8.count):\($0)" } ?? "-" }
        return SHA256.digest(Array(texts.joined().utf8) + [data == nil ? 0 : 1] + (data?.bytes ?? []))
    }

    func row(_ context: StoreContext, _ log: EventLog, at position: Int64, _ time: Timestamp) -> Row {
        var row = Row(EventTable.table)
        row[EventTable.namespace] = context.tenant
        row[EventTable.incarnation] = log.life.value
        row[EventTable.seq] = .int(position)
        row[EventTable.insertToken] = context.identifiers.token()
        row[EventTable.eventID] = .text(id ?? Self.name(of: position))
        row[EventTable.type] = .text(kind.rawValue)
        row[EventTable.correlationID] = .text(correlationID)
        row[EventTable.data] = .bytes(data)
        row[EventTable.createdAt] = .time(time)
        row[EventTable.runID] = log.run.value
        return row
    }

    func nameRow(_ name: String, _ context: StoreContext, _ log: EventLog, at position: Int64) -> Row {
        var row = Row(EventIDTable.table)
        row[EventIDTable.namespace] = context.tenant
        row[EventIDTable.incarnation] = log.life.value
        row[EventIDTable.eventID] = .text(name)
        row[EventIDTable.insertToken] = context.identifiers.token()
        row[EventIDTable.seq] = .int(position)
        row[EventIDTable.digest] = .bytes(digest)
        return row
    }

    /// The id of an event that was appended without one.
    private static func name(of position: Int64) -> String { "#\(position)" }

    /// The position that such an id names; nil for any other id.
    static func position(named id: String) -> Int64? { id.hasPrefix("#") ? Int64(id.dropFirst()) : nil }

    /// Refuses what cannot be stored before anything is sent.
    func validate() throws {
        try Runs.validateName(kind.rawValue, "event kind")
        if let correlationID { try Runs.validateName(correlationID, "correlation id") }
        guard !kind.isOfStep else {
            throw StoreError(
                .invalidArgument, "\(kind) is read from the step itself; commit the step instead", kind: "event")
        }
        guard let id else { return }
        try Runs.validateName(id, "event id")
        guard !id.hasPrefix("#"), !id.hasPrefix("$") else {
            throw StoreError(
                .invalidArgument, "the event id \"\(id)\" begins with # or $, which are reserved", kind: "event",
                id: id)
        }
    }
}
