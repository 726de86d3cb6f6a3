import WorkQLCatalog

/// What an error code of a service means to a call.
struct ErrorCode: Sendable {
    let reaction: Reaction
    /// In English; stands alone.
    let meaning: String
    /// What to do, or where to allow it.
    var help: String?

    enum Reaction: Sendable, Equatable {
        /// Repeat, at most three times.
        case busy
        /// Ask for a new token once.
        case token
        /// The endpoint rests for a minute.
        case frequency
        /// Fewer calls at once.
        case crowded
        /// One of the users asked for is unknown or out of sight: the others can still be had.
        case users
        /// The call asks for too much at once: try its halves.
        case tooLarge(Excess)
        /// Fail.
        case fail(ServiceFailure.Kind)
    }

    /// Of what a call may ask for too much at once.
    enum Excess: Sendable, Equatable {
        case range
        /// The values of a list.
        case list
        /// A list, or the range where no list has two values.
        case any
    }

    /// The meaning of a code; an unknown one fails as the service's own.
    static func of(_ codes: [Int64], _ service: Service) -> (code: Int64, meaning: ErrorCode) {
        let table = service == .wecom ? wecom : tencentMeeting
        for code in codes {
            if let known = table[code] { return (code, known) }
        }
        return (
            codes.first ?? 0,
            ErrorCode(reaction: .fail(.service), meaning: "an error without a known meaning")
        )
    }
}

extension ErrorCode {
    private static let visibility =
        "give the app sight of them in the WeCom console: 应用管理 > the app > 可见范围"

    /// Codes of qyapi.weixin.qq.com, from the pages of the endpoints and the list of global codes.
    static let wecom: [Int64: ErrorCode] = [
        -1: ErrorCode(reaction: .busy, meaning: "the service is busy"),
        301022: ErrorCode(reaction: .busy, meaning: "the service failed to read the records"),
        301067: ErrorCode(reaction: .busy, meaning: "the service failed inside"),
        40001: ErrorCode(
            reaction: .token, meaning: "the secret or the token is not accepted",
            help: "check the secret of the app in the WeCom console: 应用管理 > the app > Secret"),
        40014: ErrorCode(reaction: .token, meaning: "the token is not accepted"),
        42001: ErrorCode(reaction: .token, meaning: "the token has expired"),
        41001: ErrorCode(reaction: .fail(.defect), meaning: "the token was not sent"),
        40013: ErrorCode(
            reaction: .fail(.credentials), meaning: "the corp id is not accepted",
            help: "check corp_id in the WeCom console: 我的企业 > 企业ID"),
        40091: ErrorCode(
            reaction: .fail(.credentials), meaning: "the secret is not accepted",
            help: "check the secret of the app in the WeCom console: 应用管理 > the app > Secret"),
        45009: ErrorCode(
            reaction: .frequency, meaning: "too many calls in the period",
            help: "other apps of the company may use the same quota: allow fewer calls"),
        45033: ErrorCode(reaction: .crowded, meaning: "too many calls at once"),
        301021: ErrorCode(
            reaction: .users, meaning: "a user is unknown or outside of what the app may see",
            help: visibility),
        301023: ErrorCode(
            reaction: .tooLarge(.list), meaning: "the list of users is empty or has more than 100"),
        301024: ErrorCode(
            reaction: .tooLarge(.range), meaning: "the range is empty or longer than allowed"),
        301065: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not read reports",
            help: "allow it in the WeCom console: 应用管理 > 汇报 > 可调用接口的应用"),
        301066: ErrorCode(reaction: .tooLarge(.range), meaning: "the parameters are not accepted"),
        40058: ErrorCode(reaction: .tooLarge(.any), meaning: "the parameters are not accepted"),
        48002: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not call this endpoint",
            help: "add the app to 可调用接口的应用 of that product in the WeCom console"),
        60011: ErrorCode(
            reaction: .fail(.permission),
            meaning: "the app may not see a member or department asked for", help: visibility),
        301002: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not call this for that member",
            help: visibility),
        60020: ErrorCode(
            reaction: .fail(.permission), meaning: "this machine's address is not trusted",
            help: "add the address after \"from ip\" to 企业可信IP of the app in the WeCom console"),
        40003: ErrorCode(reaction: .fail(.notFound), meaning: "a user is unknown"),
        60111: ErrorCode(reaction: .fail(.notFound), meaning: "a user is unknown"),
        40066: ErrorCode(reaction: .fail(.notFound), meaning: "a department is unknown"),
        60003: ErrorCode(reaction: .fail(.notFound), meaning: "a department is unknown"),
        730004: ErrorCode(
            reaction: .fail(.notFound), meaning: "a meeting code is unknown", help: meetings),
        730005: ErrorCode(
            reaction: .fail(.permission), meaning: "the meeting belongs to another app",
            help: meetings),
        730010: ErrorCode(
            reaction: .fail(.permission), meaning: "the meeting was not made through the API",
            help: meetings),
        90602: ErrorCode(
            reaction: .fail(.permission), meaning: "the meeting was not made through the API",
            help: meetings),
    ]

    private static let meetings = "only recordings of meetings that this app created can be read"

    /// Codes of api.meeting.qq.com.
    static let tencentMeeting: [Int64: ErrorCode] = [
        41: ErrorCode(reaction: .busy, meaning: "the service timed out inside"),
        5108: ErrorCode(reaction: .busy, meaning: "the service is busy"),
        190301: ErrorCode(reaction: .busy, meaning: "the request was taken for a replay"),
        200002: ErrorCode(reaction: .busy, meaning: "the request was taken for a replay"),
        190300: ErrorCode(
            reaction: .fail(.configuration), meaning: "this machine's clock is wrong",
            help: "set the clock: signatures hold the time"),
        190303: ErrorCode(
            reaction: .fail(.credentials), meaning: "the secret id or SDK id is unknown",
            help: "check secret_id, and leave sdk_id out unless one was assigned"),
        200003: ErrorCode(
            reaction: .fail(.credentials), meaning: "the signature is not accepted",
            help: "check secret_id and secret_key"),
        200001: ErrorCode(
            reaction: .fail(.credentials), meaning: "a header that signs the request is missing",
            help: "check app_id, secret_id and secret_key"),
        190004: ErrorCode(reaction: .tooLarge(.range), meaning: "the parameters are not accepted"),
        500014: ErrorCode(
            reaction: .fail(.permission), meaning: "the operator may not see the recordings",
            help: "give the operator 录制管理 in the console: 账户管理 > 录制管理 > 查看/编辑权限"),
        500063: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not see the recordings",
            help: "give the app 查看企业录制 and 管理企业录制"),
        500125: ErrorCode(
            reaction: .fail(.permission), meaning: "this machine's address is not trusted",
            help: "add the address to the app's list of trusted addresses"),
        190310: ErrorCode(reaction: .frequency, meaning: "too many calls of this app in a minute"),
        190313: ErrorCode(
            reaction: .frequency, meaning: "too many calls of this endpoint in a minute"),
        190311: ErrorCode(
            reaction: .fail(.quota), meaning: "the app's calls for this day are used up",
            help: "run it again tomorrow"),
        190312: ErrorCode(
            reaction: .fail(.quota), meaning: "the endpoint's calls for this day are used up",
            help: "run it again tomorrow"),
    ]
}
