import AsyncHTTPClient
import CSimdJSON
import Crypto
