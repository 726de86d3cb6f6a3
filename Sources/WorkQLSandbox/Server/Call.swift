/// A request being answered, and the forms of its responses.
struct Call: Sendable {
    let sequence: Int
    let arrived: Double
    let wall: Double
    let request: WireRequest
    let target: Target
    let endpoint: SandboxEndpoint?
    let readings: SandboxReadings

    private var isTencentMeeting: Bool { endpoint?.isTencentMeeting ?? false }

    var canonicalBody: String {
        JSONValue(parsing: request.body)?.canonical
            ?? String(decoding: request.body, as: UTF8.self)
    }

    func checkQuery(_ endpoint: SandboxEndpoint) throws(Refusal) {
        // Tencent Meeting's service validates its own requests.
        guard !endpoint.isTencentMeeting else { return }
        let allowed = PeopleService.allowedQuery(endpoint)
        var seen: Set<String> = []
        for item in target.query {
            guard allowed.contains(item.name) else {
                throw .forbidden(40_058, "unknown parameter \(item.name)")
            }
            guard seen.insert(item.name).inserted else {
                throw .forbidden(40_058, "parameter \(item.name) stands twice")
            }
        }
        guard target.isWellFormed else {
            throw .forbidden(40_058, "a query that cannot be decoded")
        }
    }

    func checkBody(_ endpoint: SandboxEndpoint) throws(Refusal) {
        if endpoint.method == "GET" {
            guard request.body.isEmpty else {
                throw .forbidden(endpoint.isTencentMeeting ? 190_004 : 40_058, "GET with a body")
            }
            return
        }
        for type in request.values("Content-Type")
        where type.split(separator: ";").first?.lowercased() != "application/json" {
            throw .forbidden(40_058, "Content-Type \(type)")
        }
    }

    func tokenBody(_ token: String, expiresIn: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            writer.member("access_token", token)
            writer.member("expires_in", expiresIn)
        }
        return writer.bytes
    }

    /// Returns an error in the service's format.
    func reply(_ refusal: Refusal) -> Reply {
        var reply = isTencentMeeting ? tencentError(refusal) : wecomError(refusal)
        if let violation = refusal.violation { reply.violations = [violation] }
        return reply
    }

    /// Returns HTTP 400, or 500 for an error of the service itself; never 429 (FACTS).
    private func tencentError(_ refusal: Refusal) -> Reply {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("error_info")
            writer.object { writer in
                writer.member("error_code", refusal.code)
                if refusal.code < 100_000 {
                    writer.member("new_error_code", 101_000_000 + refusal.code)
                }
                writer.member("message", refusal.message)
            }
        }
        let isInternal = refusal.code == 41 || refusal.code == 5_108
        return Reply(
            status: isInternal ? 500 : 400, body: writer.bytes, code: refusal.code,
            message: refusal.message)
    }

    /// Returns HTTP 200, with a hint and the caller's address in the message.
    private func wecomError(_ refusal: Refusal) -> Reply {
        var hint = SplitMix64(UInt64(sequence), .hint, refusal.code)
        let digits = "17838500000000\(1_000_000_000 + hint.below(9_000_000_000))"
        let message =
            refusal.message + ", hint: [\(digits)], from ip: 203.0.113.7, more info at "
            + "https://open.work.weixin.qq.com/devtool/query?e=\(refusal.code)"
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errcode", refusal.code)
            writer.member("errmsg", message)
            // The samples of these codes contain no list, those of the others do.
            if ![-1, 41_001, 45_009, 60_020].contains(refusal.code), var key = endpoint?.listKey {
                if endpoint == .meetingRecording && readings.meetingSpelling == .table {
                    key = "record_list"
                }
                writer.member(key, [String]())
            }
        }
        return Reply(body: writer.bytes, code: refusal.code, message: message)
    }

    func answer(_ reply: Reply) -> SandboxResponse {
        var headers = [("Content-Type", "application/json; charset=UTF-8")]
        if !isTencentMeeting && reply.code != 0 {
            headers += [("Error-Code", String(reply.code)), ("Error-Msg", reply.message)]
        }
        return SandboxResponse(
            status: reply.status, headers: headers.map { (name: $0.0, value: $0.1) },
            body: reply.body)
    }
}
