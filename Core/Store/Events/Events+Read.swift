/// A part of a run's log.
public struct EventQuery: Sendable {
    /// The position behind which the page begins: in the order of reading, exclusive. Nil is the beginning.
    public var after: Int64?
    /// The most events in the page: at least 1, and 1,000 where it is more. 100 by default.
    public var limit = 100
    /// Whether the log is read from its end.
    public var newestFirst = false
    /// Whether the events' data is read too.
    public var payloads = true

    /// The first page of the log.
    public init() {}

    /// What follows a position.
    public init(after: Int64) { self.after = after }
}

/// Some events of a log, in the order of reading.
public struct EventPage: Sendable {
    /// The events.
    public let events: [EventRecord]
    /// What to read the next page after; nil where there was none behind this one.
    public let next: Int64?
}

extension Events {
    /// A page of a run's log, up to the first gap.
    ///
    /// What was read once never changes: the events that come later stand behind it.
    /// - Throws: `.notFound` for an unknown run; `.invalidArgument` for a limit below 1 or a negative position.
    public func read(_ id: RunID, _ query: EventQuery = EventQuery()) async throws -> EventPage {
        try context.begin()
        let size = try ListCursor.pageSize(query.limit)
        if let after = query.after, !(0..<Int64.max).contains(after) {
            throw StoreError(.invalidArgument, "a position in a log is not \(after)", kind: "event")
        }
        let life = try await life(of: id, for: "read events")
        var range = IndexRange(EventTable.table, nil, [context.tenant, life.value])
        if query.newestFirst { range.below = query.after.map { .int($0) } }
        var expected = (query.after ?? 0) + 1
        if !query.newestFirst { range.atLeast = .int(expected) }
        var scan = Scan(range, limit: size + 1)
        scan.descending = query.newestFirst
        scan.columns = query.payloads ? .all : .withoutPayloads
        var walk = RowWalk(context, scan, for: "read events", id.rawValue)
        var events: [EventRecord] = []
        while let row = try await walk.next() {
            let event = EventRecord(row)
            // A scan is no snapshot: it may pass a place before its event is there, and then find the next one.
            if !query.newestFirst, event.position != expected, !CoreFault.leavesOut(.gap) { break }
            guard events.count < size else { return EventPage(events: events, next: events.last?.position) }
            events.append(event)
            expected = event.position + 1
        }
        return EventPage(events: events, next: nil)
    }

    /// The position of a run's last event; 0 where there is none.
    public func head(of id: RunID) async throws -> Int64 {
        try context.begin()
        let life = try await life(of: id, for: "read events")
        return try await head(of: EventLog(run: id, life: life, lease: nil)).position
    }

    /// The event of this id, which may be `#` and a position. Throws `.notFound` for an unknown run or event.
    public func get(_ id: RunID, event: String) async throws -> EventRecord {
        try context.begin()
        try Runs.validateName(event, "event id")
        let life = try await life(of: id, for: "get event")
        var position = NewEvent.position(named: event)
        if position == nil {
            let name = try await context.get(nameKey(event, life), .all, for: "get event", event)
            position = name?[EventIDTable.seq].int
        }
        guard let position,
            let row = try await context.get(
                Key(EventTable.table, context.tenant, life.value, .int(position)), .all, for: "get event", event),
            // One that has an id is not found by its position.
            ByteOrder.equal(row[EventTable.eventID].text ?? "", event)
        else { throw StoreError.notFound("event", event) }
        return EventRecord(row)
    }

    /// A page of the events of all runs that are about the same, by time; newer ones may be missing for a moment.
    ///
    /// A page may hold fewer than asked: events of runs that are deleted are left out.
    public func list(
        correlationID: String, limit: Int = 100, newestFirst: Bool = false, cursor: String? = nil
    ) async throws -> Listing<EventRecord> {
        try context.begin()
        try Runs.validateName(correlationID, "correlation id")
        let size = try ListCursor.pageSize(limit)
        let token = ListCursor(context, "events", correlationID, newestFirst ? "newest" : "oldest")
        var scan = Scan(
            IndexRange(EventTable.table, EventTable.byCorrelation, [context.tenant, .text(correlationID)]),
            limit: size + 1)
        scan.columns = .all
        scan.descending = newestFirst
        scan.after = try token.position(cursor)
        var walk = RowWalk(context, scan, for: "list events", correlationID)
        var rows: [Row] = []
        var next: String?
        while let row = try await walk.next() {
            guard rows.count < size else {
                next = rows.last.map { token.text(walk.position(of: $0)) }
                break
            }
            rows.append(row)
        }
        let runs = try await context.getAll(
            rows.map { Key(RunTable.table, context.tenant, $0[EventTable.runID]) }, .all, for: "list events")
        let living = zip(rows, runs).filter { $0[EventTable.incarnation] == $1?[RunTable.incarnation] }
        return Listing(items: living.map { EventRecord($0.0) }, next: next)
    }
}
