// What the shell knows of the wallet: one door. Nothing is kept here: no token, no paper, no name.

const SENTENCES = {
  "zalo-token-not-valid": "Zalo chưa xác nhận được tài khoản này. Xin đóng ứng dụng rồi mở lại.",
  "zalo-unreachable": "Zalo đang không trả lời. Không mất gì cả. Xin thử lại sau ít phút.",
  "zalo-not-connected": "Ví này chưa nối với Zalo. Xin gọi bộ phận một cửa.",
};
const NO_NETWORK = "Mạng yếu, chưa mở được ví. Không mất gì cả. Xin bấm Mở ví lần nữa.";

/** A one-time way in: {address, code}. Throws an Error whose message can be shown. */
export async function arrive(wallet, accessToken, sensitive, send = fetch) {
  let answer;
  try {
    answer = await send(`${wallet}/v1/zalo/arrivals`, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ access_token: accessToken, sensitive }),
    });
  } catch {
    throw new Error(NO_NETWORK);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(SENTENCES[told.code] ?? told.title ?? NO_NETWORK);
  return { address: wallet + told.path, code: told.code };
}

/** A paper that a page of the wallet has made ready: {url, viewed}, whether Zalo's viewer shows it; or null. */
export function paperIn(wallet, parameters) {
  const secret = parameters?.giay ?? "";
  const name = parameters?.tep ?? "";
  if (!/^[\w-]{20,100}$/.test(secret) || !/^giay-to\.[a-z]{3,4}$/.test(name)) return null;
  return { url: `${wallet}/tai-ve/${secret}/${name}`, viewed: name.endsWith(".pdf") };
}
