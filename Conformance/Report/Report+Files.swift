internal import HoldfastCore

extension Report {
    /// Writes the report into a folder, which is made where it is not there: `STORE.json`, `STORE.xml` (JUnit) and
    /// `STORE.badge.txt`, and `matrix.md` anew over all reports that the folder then holds. For a failure whose calls
    /// overlapped there is `STORE-CHECK.html`, their timeline.
    public func write(to folder: String) throws {
        try System.makeFolder(folder)
        let base = folder + "/" + fileName
        try System.write(json.text + "\n", to: base + ".json")
        try System.write(junit, to: base + ".xml")
        try System.write(badge + "\n", to: base + ".badge.txt")
        for outcome in outcomes {
            guard case .fail(let violation) = outcome.verdict, let history = violation.history else { continue }
            try System.write(history.html(), to: "\(base)-\(outcome.check.id).html")
        }
        // A folder may hold other documents too, such as the next ledger.
        let reports = try System.files(in: folder, ending: ".json").compactMap { path in
            System.read(path).flatMap { JSONValue(text: $0) }
        }
        try System.write(
            Matrix.markdown(reports.filter { if case .object = $0 { true } else { false } }), to: folder + "/matrix.md")
    }

    /// Writes the ledger that the outcomes ask for, to be looked at and put in the place of the old one.
    public func writeLedger(to path: String) throws { try System.write(nextLedger, to: path) }

    /// The store's name as a file may have it.
    private var fileName: String {
        String(store.lowercased().map { ("a"..."z").contains($0) || ("0"..."9").contains($0) ? $0 : "-" })
    }
}
