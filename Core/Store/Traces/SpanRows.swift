// The one place that knows how a span stands in its row.

extension SpanRecord {
    init(_ row: Row) throws {
        let id = row[TraceTable.spanID].text ?? ""
        guard let status = Span.Status(rawValue: row[TraceTable.status].text ?? ""),
            let started = row.time(TraceTable.startedAt)
        else {
            throw StoreError(.corrupted, "the row of span \"\(id)\" is not what this code writes", kind: "span", id: id)
        }
        var span = Span(
            row[TraceTable.name].text ?? "", id: id, traceID: row[TraceTable.traceID].text ?? "", startedAt: started)
        span.parentID = row[TraceTable.parentSpanID].text
        span.depth = Int(row[TraceTable.depth].int ?? 1)
        span.status = status
        span.attributes = try row.object(TraceTable.attributes)
        if !row.isPartial, let events = row.payload(TraceTable.events) { span.events = try Span.Event.list(events) }
        span.completedAt = row.time(TraceTable.completedAt)
        runID = RunID(row[TraceTable.runID].text ?? "")
        self.span = span
    }
}

extension Span {
    func row(_ context: StoreContext, _ run: RunRecord) -> Row {
        var row = Row(TraceTable.table)
        row[TraceTable.namespace] = context.tenant
        row[TraceTable.incarnation] = run.incarnation.value
        row[TraceTable.spanID] = .text(id)
        row[TraceTable.insertToken] = context.identifiers.token()
        row[TraceTable.runID] = run.id.value
        row[TraceTable.traceID] = .text(traceID)
        row[TraceTable.parentSpanID] = .text(parentID)
        row[TraceTable.name] = .text(name)
        row[TraceTable.status] = .text(status.rawValue)
        row[TraceTable.depth] = .int(Int64(depth))
        row[TraceTable.attributes] = .json(attributes)
        row[TraceTable.events] = events.isEmpty ? .null : .bytes(Event.payload(events))
        row[TraceTable.startedAt] = .time(startedAt)
        row[TraceTable.completedAt] = .time(completedAt)
        return row
    }

    func validate() throws {
        for (text, kind) in [(id, "span id"), (traceID, "trace id"), (name, "span name")] {
            try Runs.validateName(text, kind)
        }
        if let parentID { try Runs.validateName(parentID, "span id") }
        guard depth > 0 else { throw StoreError(.invalidArgument, "a span's depth is at least 1, not \(depth)") }
        guard depth <= Self.maximumDepth || CoreFault.leavesOut(.spanDepth) else {
            throw StoreError(
                .limitExceeded, "spans lie at most \(Self.maximumDepth) deep, not \(depth)", kind: "span", id: id)
        }
        let values = Array(attributes.values) + events.flatMap { $0.attributes.values }
        guard values.allSatisfy({ $0.isFinite }) else {
            throw StoreError(
                .invalidArgument, "span \"\(id)\" holds a number that JSON cannot hold", kind: "span", id: id)
        }
    }
}

extension Span.Event {
    fileprivate static func payload(_ events: [Span.Event]) -> Payload {
        let values = events.map { event in
            JSONValue.object([
                "name": .string(event.name), "at": .int(event.at.microseconds), "attributes": .object(event.attributes),
            ])
        }
        return Payload(text: JSONValue.array(values).text)
    }

    fileprivate static func list(_ payload: Payload) throws -> [Span.Event] {
        guard case .array(let values)? = JSONValue(text: payload.text) else { throw corrupted }
        return try values.map { value in
            guard case .object(let members) = value, case .string(let name)? = members["name"],
                case .int(let at)? = members["at"], case .object(let attributes)? = members["attributes"]
            else { throw corrupted }
            return Span.Event(name, at: Timestamp(microseconds: at), attributes: attributes)
        }
    }

    private static var corrupted: StoreError {
        StoreError(.corrupted, "the events of a span are not what this code writes", kind: "span")
    }
}
