/// The payloads of a run, which stand in rows of their own.
enum PayloadPart: String, CaseIterable {
    case input
    case output
    case context
    case error

    func key(_ context: StoreContext, _ incarnation: Incarnation) -> Key {
        Key(PayloadTable.table, context.tenant, incarnation.value, .text(rawValue))
    }

    func row(_ context: StoreContext, _ incarnation: Incarnation, _ payload: Payload) -> Row {
        var row = Row(PayloadTable.table)
        row[PayloadTable.namespace] = context.tenant
        row[PayloadTable.incarnation] = incarnation.value
        row[PayloadTable.part] = .text(rawValue)
        row[PayloadTable.insertToken] = context.identifiers.token()
        row[PayloadTable.content] = .bytes(payload.bytes)
        return row
    }
}

extension StoreContext {
    /// The same runs with their payloads, in one call for a page.
    func withPayloads(_ runs: [RunRecord], for operation: String) async throws -> [RunRecord] {
        let parts = PayloadPart.allCases
        let keys = runs.flatMap { run in parts.map { $0.key(self, run.incarnation) } }
        let rows = try await getAll(keys, .all, for: operation)
        return try runs.enumerated().map { position, run in
            var run = run
            for (offset, part) in parts.enumerated() {
                let payload = rows[position * parts.count + offset]?.payload(PayloadTable.content)
                switch part {
                case .input: run.input = payload
                case .output: run.output = payload
                case .context: run.workflowContext = payload
                case .error: run.failure = try payload.map { try Failure($0) }
                }
            }
            return run
        }
    }
}

extension Failure {
    /// The longest message that is stored, in bytes.
    static let maximumMessageBytes = 16_384

    /// The failure as it is stored: a JSON object.
    var payload: Payload {
        var members: [String: JSONValue] = ["code": .string(code), "message": .string(Self.shortened(message))]
        members["step"] = step.map { .string($0) }
        members["attempt"] = attempt.map { .int(Int64($0)) }
        members["at"] = at.map { .int($0.microseconds) }
        members["type"] = type.map { .string($0) }
        members["stack"] = stack.map { .string(Self.shortened($0)) }
        members["details"] = details.map { .string(Base64.encode($0.bytes)) }
        return Payload(text: JSONValue.object(members).text)
    }

    init(_ payload: Payload) throws {
        guard case .object(let members)? = JSONValue(text: payload.text), case .string(let code)? = members["code"],
            case .string(let message)? = members["message"]
        else { throw StoreError(.corrupted, "a stored error is not what this code writes") }
        self.init(code: code, message: message)
        if case .string(let text)? = members["step"] { step = text }
        if case .int(let number)? = members["attempt"] { attempt = Int(number) }
        if case .int(let number)? = members["at"] { at = Timestamp(microseconds: number) }
        if case .string(let text)? = members["type"] { type = text }
        if case .string(let text)? = members["stack"] { stack = text }
        if case .string(let text)? = members["details"] { details = Base64.decode(text).map { Payload(bytes: $0) } }
    }

    /// The message as it is stored: cut between characters, so that a second cut leaves it as it is.
    package static func shortened(_ message: String) -> String {
        guard message.utf8.count > maximumMessageBytes else { return message }
        let mark = "…"
        var end = message.utf8.index(message.startIndex, offsetBy: maximumMessageBytes - mark.utf8.count)
        while end.samePosition(in: message.unicodeScalars) == nil { end = message.utf8.index(before: end) }
        return message[..<end] + mark
    }
}
