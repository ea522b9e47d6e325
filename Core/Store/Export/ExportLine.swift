/// A line of an export: one JSON object.
enum ExportLine {
    /// The format that this code writes, and the newest that it reads.
    static let format: Int64 = 1

    /// What the first line says.
    struct Header {
        let namespace: String
        let schema: Int
        let isStored: Bool
    }

    case header(Header)
    case row(Row)
    /// Ends the rows of a run, the last of which is the run's own.
    case run(id: String, rows: Int, digest: String)
    case end(runs: Int, rows: Int, digest: String)

    var text: String {
        switch self {
        case .header(let header):
            Self.object([
                "holdfast": "export", "format": .int(Self.format), "schema": .int(Int64(header.schema)),
                "namespace": .string(header.namespace), "values": header.isStored ? "stored" : "decoded",
            ])
        case .row(let row):
            Self.object(["table": .string(row.table.name), "row": .object(Self.cells(row))])
        case .run(let id, let rows, let digest):
            Self.object(["run": .string(id), "rows": .int(Int64(rows)), "digest": .string(digest)])
        case .end(let runs, let rows, let digest):
            Self.object([
                "end": true, "runs": .int(Int64(runs)), "rows": .int(Int64(rows)), "digest": .string(digest),
            ])
        }
    }

    private static func object(_ members: [String: JSONValue]) -> String { JSONValue.object(members).text }

    /// The columns that are not exported: the namespace is that of the store, and chunks are looked at anew.
    private static func isLeftOut(_ column: Column, of table: Table) -> Bool {
        column == table.partition[0] || (table == BlobTable.table && column == BlobTable.checkAt)
    }

    private static func cells(_ row: Row) -> [String: JSONValue] {
        var cells: [String: JSONValue] = [:]
        for column in row.table.columns where !isLeftOut(column, of: row.table) {
            switch row[column] {
            case .null: continue
            case .bool(let value): cells[column.name] = .bool(value)
            case .int(let value): cells[column.name] = .int(value)
            case .double(let value): cells[column.name] = .double(value)
            case .text(let value): cells[column.name] = .string(value)
            case .bytes(let value): cells[column.name] = .string(Base64.encode(value))
            }
        }
        return cells
    }

    /// The line of this text, with its row in this namespace; nil where it is none.
    ///
    /// - Throws: `.schemaTooNew` where it was written by newer code.
    init?(_ text: String, in namespace: Namespace) throws {
        guard case .object(let members)? = JSONValue(text: text) else { return nil }
        if case .string(let name)? = members["table"], case .object(let cells)? = members["row"] {
            self = .row(try Self.row(name, cells, namespace))
        } else if case .string(let id)? = members["run"], case .int(let rows)? = members["rows"],
            case .string(let digest)? = members["digest"]
        {
            self = .run(id: id, rows: Int(rows), digest: digest)
        } else if members["end"] != nil, case .int(let runs)? = members["runs"], case .int(let rows)? = members["rows"],
            case .string(let digest)? = members["digest"]
        {
            self = .end(runs: Int(runs), rows: Int(rows), digest: digest)
        } else if members["holdfast"] == "export", case .int(let format)? = members["format"],
            case .int(let schema)? = members["schema"], case .string(let name)? = members["namespace"],
            case .string(let values)? = members["values"]
        {
            guard format <= Self.format, schema <= Schema.holdfast.version else { throw Self.tooNew }
            self = .header(Header(namespace: name, schema: Int(schema), isStored: values == "stored"))
        } else {
            return nil
        }
    }

    private static var tooNew: StoreError {
        StoreError(.schemaTooNew, "the export was written by a newer version; update this program")
    }

    private static func row(_ name: String, _ cells: [String: JSONValue], _ namespace: Namespace) throws -> Row {
        guard let table = Schema.holdfast.tables.first(where: { $0.name == name }) else { throw tooNew }
        var row = Row(table)
        row[table.partition[0]] = namespace.value
        for (name, cell) in cells {
            guard let column = table.column(named: name) else { throw tooNew }
            row[column] = try value(cell, column, of: table)
        }
        return row
    }

    private static func value(_ cell: JSONValue, _ column: Column, of table: Table) throws -> Value {
        switch (column.type, cell) {
        case (.bool, .bool(let value)): return .bool(value)
        case (.int, .int(let value)), (.time, .int(let value)): return .int(value)
        case (.double, .double(let value)): return .double(value)
        case (.double, .int(let value)): return .double(Double(value))
        case (.text, .string(let value)), (.json, .string(let value)): return .text(value)
        case (.bytes, .string(let value)): if let bytes = Base64.decode(value) { return .bytes(bytes) }
        default: break
        }
        throw StoreError(.corrupted, "the export holds a \(table.name).\(column.name) that is none")
    }
}

/// The digest of lines, as it stands in an export.
struct LineDigest {
    private var hash = SHA256()
    private(set) var lines = 0

    mutating func add(_ line: String) {
        hash.add(Array(line.utf8) + [UInt8(ascii: "\n")])
        lines += 1
    }

    var text: String { Base64.encode(hash.digest) }

    static func text(of lines: [String]) -> String {
        var digest = LineDigest()
        for line in lines { digest.add(line) }
        return digest.text
    }
}
