/// Lays out text in columns.
enum Columns {
    /// A table with its header; nothing at all where there are no rows.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        rows.isEmpty ? "" : aligned([header] + rows).map { $0 + "\n" }.joined()
    }

    /// Names and what they stand for, line by line; those that stand for nothing are left out.
    static func fields(_ fields: KeyValuePairs<String, String?>) -> String {
        aligned(fields.compactMap { name, value in value.map { [name, $0] } }).map { $0 + "\n" }.joined()
    }

    /// The rows as lines, with two spaces between columns and none at the end.
    static func aligned(_ rows: [[String]]) -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
