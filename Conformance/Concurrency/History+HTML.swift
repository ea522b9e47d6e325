extension History {
    /// A page that shows the history: a lane for each client, a bar for each call, the bad window marked.
    ///
    /// It stands alone: no script, no file beside it. With a bad window it shows that first, then all.
    public func html() -> String {
        let everything = (calls.map(\.began).min() ?? 0)...(calls.map { $0.ended ?? $0.began }.max() ?? 0)
        var body = "<h1>\(escaped(title))</h1>\n"
        if let finding {
            body += "<p class=\"finding\">\(escaped(finding.text))</p>\n"
            body += "<h2>The bad window</h2>\n" + picture(of: finding.window)
        }
        body += "<h2>All \(calls.count) calls</h2>\n" + picture(of: everything)
        body += Self.legend
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>\(escaped(title))</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            \(body)
            </body>
            </html>

            """
    }

    /// The lanes of all clients that called between these ticks.
    private func picture(of window: ClosedRange<Int>) -> String {
        let shown = calls.indices.filter { calls[$0].began <= window.upperBound && end(of: $0) >= window.lowerBound }
        let scale = Scale(shown.map { Scale.Bar(calls[$0], end: end(of: $0)) }, window)
        var picture = "<div class=\"lanes\"><div class=\"field\" style=\"width:\(scale.width + 110)px\">\n"
        if let bad = finding?.window, bad.overlaps(window), bad != window {
            let left = scale.position(bad.lowerBound)
            let width = scale.position(bad.upperBound) - left
            picture += "<div class=\"window\" style=\"left:\(left + 100)px;width:\(width)px\"></div>\n"
        }
        for client in Set(shown.map { calls[$0].client }).sorted() {
            picture += "<div class=\"lane\"><div class=\"client\">client \(client)</div>\n"
            for position in shown where calls[position].client == client { picture += bar(position, scale, window) }
            picture += "</div>\n"
        }
        return picture + "</div></div>\n"
    }

    private func bar(_ position: Int, _ scale: Scale, _ window: ClosedRange<Int>) -> String {
        let call = calls[position]
        let left = scale.position(call.began)
        let width = max(scale.position(end(of: position)) - left - 3, 8)
        var kinds = "call"
        if call.ended == nil { kinds += " open" }
        if call.began < window.lowerBound { kinds += " before" }
        if end(of: position) > window.upperBound { kinds += " after" }
        let isBad = finding?.unexplained.contains(position) == true
        if isBad { kinds += " bad" }
        let output = call.output ?? "no answer"
        let ticks = "ticks \(call.began) to \(call.ended.map { "\($0)" } ?? "?")"
        return """
            <div class="\(kinds)" style="left:\(left + 100)px;width:\(width)px" \
            title="\(escaped("\(call.input)\n\(output)\n\(ticks)"))">\
            <b>\(isBad ? "* " : "")\(escaped(call.input))</b><br>\(escaped(output))</div>

            """
    }

    /// Where a bar ends: at the latest where the client's next one begins.
    private func end(of position: Int) -> Int {
        let call = calls[position]
        if let ended = call.ended { return ended }
        let next = calls.filter { $0.client == call.client && $0.began > call.began }.map(\.began).min()
        return next ?? max(call.began + 1, calls.compactMap(\.ended).max() ?? 0)
    }

    private static let style = """
        body { font: 15px/1.4 system-ui, sans-serif; color: #111; background: #fff; margin: 24px; }
        h1 { font-size: 20px; } h2 { font-size: 16px; margin-top: 28px; }
        .finding { white-space: pre-wrap; border-left: 4px solid #b3261e; padding-left: 12px; }
        .lanes { overflow-x: auto; border: 1px solid #ccc; }
        .field { position: relative; min-width: 100%; }
        .lane { position: relative; height: 52px; border-bottom: 1px solid #e4e4e4; }
        .client { position: sticky; left: 0; width: 88px; height: 52px; line-height: 52px; padding-left: 8px;
          background: #fff; border-right: 1px solid #ccc; z-index: 2; font-weight: 600; }
        .window { position: absolute; top: 0; bottom: 0; background: #fff0b8; }
        .call { position: absolute; top: 5px; height: 40px; box-sizing: border-box; overflow: hidden;
          white-space: nowrap; text-overflow: ellipsis; font: 12px/18px ui-monospace, monospace; padding: 1px 5px;
          background: #dfeafc; border: 1px solid #3b66a8; border-radius: 4px; z-index: 1; }
        .open { background: #f1f1f1; border: 1px dashed #555; }
        .bad { background: #ffdcd8; border: 2px solid #b3261e; }
        .before { border-left: none; border-radius: 0 4px 4px 0; }
        .after { border-right: none; border-radius: 4px 0 0 4px; }
        .legend span { display: inline-block; position: static; height: auto; margin-right: 12px; }
        """

    private static let legend = """
        <p class="legend">Time goes to the right, by a logical clock; above what was asked, below the answer.</p>
        <p class="legend"><span class="call">answered</span><span class="call open">no answer: it may have had its
        effect at any time since, or never</span><span class="call bad">* fits in no order</span></p>
        """
}

private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        .replacing("\"", with: "&quot;")
}

/// Where each tick stands, in pixels: as close to each other as the texts of the bars between them allow.
private struct Scale {
    struct Bar {
        let began: Int
        let ended: Int
        let room: Int

        init(_ call: History.Call, end: Int) {
            began = call.began
            ended = end
            // A letter of this size is 7.3 pixels wide; long texts are cut.
            room = min(max(call.input.count + 2, call.output?.count ?? 9) * 15 / 2 + 16, 280)
        }
    }

    private let first: Int
    private let positions: [Int]

    init(_ bars: [Bar], _ window: ClosedRange<Int>) {
        first = window.lowerBound
        let ending = Dictionary(grouping: bars) { min($0.ended, window.upperBound) }
        var positions = [0]
        for tick in window.dropFirst() {
            let next = (positions.last ?? 0) + 12
            let needed = (ending[tick] ?? []).map {
                positions[max($0.began, window.lowerBound) - window.lowerBound] + $0.room
            }
            positions.append(needed.reduce(next, max))
        }
        self.positions = positions
    }

    var width: Int { positions.last ?? 0 }

    func position(_ tick: Int) -> Int { positions[min(max(tick - first, 0), positions.count - 1)] }
}
