/// The reason why a request gets an error and no rows.
struct Refusal: Error, Hashable {
    /// The errcode, or error_code on Tencent Meeting.
    var code: Int
    var message: String
    /// The rule of a page that the request violated; `nil` if it violated none.
    var violation: String?

    /// Creates the refusal of parameters that no page allows.
    static func forbidden(_ code: Int, _ rule: String) -> Refusal {
        Refusal(code: code, message: message(of: code), violation: rule)
    }

    /// Creates a refusal that correct requests can receive too.
    static func answer(_ code: Int) -> Refusal {
        Refusal(code: code, message: message(of: code), violation: nil)
    }

    /// Returns the message of the service.
    static func message(of code: Int) -> String {
        switch code {
        case -1: "system error"
        case 40_001: "invalid credential"
        case 40_003: "invalid userid"
        case 40_013: "invalid corpid"
        case 40_014: "invalid access_token"
        case 40_058: "invalid Request Parameter"
        case 40_066: "invalid party list"
        case 40_068: "invalid tagid"
        case 40_091: "secret is invalid"
        case 41_001: "access_token missing"
        case 41_002: "corpid missing"
        case 41_004: "corpsecret missing"
        case 42_001: "access_token expired"
        case 43_001: "require GET method"
        case 43_002: "require POST method"
        case 45_009: "api freq out of limit"
        case 45_033: "api concurrent out of limit"
        case 48_002: "api forbidden"
        case 60_003: "party id not found"
        case 60_011: "no privilege to access/modify contact/party/agent"
        case 60_020: "not allow to access from your ip"
        case 60_111: "userid not found"
        case 90_602: "meeting not created by api"
        case 301_002: "not allow to operate another agent"
        case 301_021: "request userid error"
        case 301_022: "internal error"
        case 301_023: "userlist is over threshold"
        case 301_024: "start > 0, end > start, time span less than a month"
        case 301_065: "no permission to get journal data"
        case 301_066: "journal parameter error"
        case 301_067: "journal internal error"
        case 730_004: "invalid meeting code"
        case 730_005: "meeting not created by this app"
        case 730_010: "meeting not found"
        case 41: "网络超时。"
        case 5_108: "系统内部错误。"
        case 190_004: "参数非法，请对照接口文档检查您的参数。"
        case 190_300: "请求时间戳与服务器时间相差超过5分钟。"
        case 190_301, 200_002: "请求重放。"
        case 190_303: "secret id 不存在或与 SdkId 不匹配。"
        case 190_310: "每分钟总接口调用次数超过限制。"
        case 190_311: "每天总接口调用次数超过限制。"
        case 190_313: "每分钟单个接口调用次数超过限制。"
        case 200_001: "缺少公共请求头参数。"
        case 200_003: "Signature failed!"
        case 500_014: "账号无权限。"
        case 500_063: "应用无权限。"
        case 500_125: "IP 不在白名单内。"
        default: "error"
        }
    }
}

/// A response without its HTTP form.
struct Reply: Sendable {
    var status = 200
    var body: [UInt8]
    /// The errcode or error_code.
    var code = 0
    var message = "ok"
    var violations: [String] = []
}
