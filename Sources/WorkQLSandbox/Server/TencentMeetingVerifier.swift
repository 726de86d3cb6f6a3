/// Checks calls to Tencent Meeting: the common headers, the key and the signature (FACTS).
struct TencentMeetingVerifier: Sendable {
    let credentials: TencentMeetingCredentials
    /// The (timestamp, nonce) pairs already used, with the timestamp.
    private var used: [String: Int] = [:]

    /// The maximum difference between the clocks, in seconds.
    private static let skew = 300

    init(_ credentials: TencentMeetingCredentials) { self.credentials = credentials }

    mutating func check(
        _ request: WireRequest, wall: Double, replayCode: Int
    ) throws(Refusal) {
        let key = try header("X-TC-Key", request)
        let timestamp = try header("X-TC-Timestamp", request)
        let nonce = try header("X-TC-Nonce", request)
        let signature = try header("X-TC-Signature", request)
        let appID = try header("AppId", request)
        guard try header("X-TC-Registered", request) == "1" else {
            throw .forbidden(200_001, "X-TC-Registered is not 1")
        }
        guard let seconds = Int(timestamp), String(seconds) == timestamp else {
            throw .forbidden(200_001, "X-TC-Timestamp is not in seconds")
        }
        guard let number = Int(nonce), number > 0, String(number) == nonce else {
            throw .forbidden(200_001, "X-TC-Nonce is not a positive integer")
        }
        guard key == credentials.secretID, appID == credentials.appID else {
            throw .answer(190_303)
        }
        try checkSdkID(request)
        guard abs(wall - Double(seconds)) <= Double(TencentMeetingVerifier.skew) else {
            throw .answer(190_300)
        }
        let expected = Signature.of(
            method: request.method, key: key, nonce: nonce, timestamp: timestamp,
            target: request.target, body: request.body, secret: credentials.secretKey)
        guard signature == expected else {
            throw .forbidden(200_003, "the signature is not that of the request")
        }
        guard use(timestamp: seconds, nonce: nonce, wall: wall) else {
            throw .forbidden(replayCode, "timestamp and nonce are used a second time")
        }
    }

    private func header(_ name: String, _ request: WireRequest) throws(Refusal) -> String {
        let values = request.values(name)
        guard values.count == 1, !values[0].isEmpty else {
            throw .forbidden(200_001, "header \(name) is missing or stands twice")
        }
        return values[0]
    }

    /// Checks that SdkId is sent if one is assigned, and absent, not just empty, if none is.
    private func checkSdkID(_ request: WireRequest) throws(Refusal) {
        let sent = request.values("SdkId")
        guard let assigned = credentials.sdkID else {
            guard sent.isEmpty else {
                throw .forbidden(190_303, "SdkId is sent though none is assigned")
            }
            return
        }
        guard !sent.isEmpty else { throw .forbidden(190_303, "SdkId is assigned but not sent") }
        guard sent == [assigned] else { throw .answer(190_303) }
    }

    /// Returns whether the pair of timestamp and nonce is used for the first time.
    private mutating func use(timestamp: Int, nonce: String, wall: Double) -> Bool {
        if used.count > 4_096 {
            used = used.filter {
                abs(wall - Double($0.value)) <= Double(TencentMeetingVerifier.skew)
            }
        }
        return used.updateValue(timestamp, forKey: "\(timestamp) \(nonce)") == nil
    }
}
