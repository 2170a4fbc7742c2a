using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Sends to the addresses of webhooks: no redirect is followed, nothing waits long, and little of an answer is read.</summary>
public sealed class WebhookPost : IDisposable
{
    private const int MostOfAnswer = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly HttpClient http;

    public WebhookPost(PublicAddresses addresses) =>
        http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = addresses.ConnectAsync,
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                // A name may lead elsewhere by tomorrow.
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                MaxResponseHeadersLength = 16,
            }
        )
        {
            Timeout = Limit,
        };

    /// <summary>What came of it: the status, or none where there was no answer, and the beginning of what was said.</summary>
    public sealed record Answer(int? Status, string Said)
    {
        public bool IsTaken => Status is >= 200 and < 300;
    }

    public async Task<Answer> SendAsync(Uri address, string id, DateTimeOffset at, string signature, string body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("UseIt-Marketplace", "1"));
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, id);
        request.Headers.TryAddWithoutValidation(
            WebhookSignature.TimestampHeader,
            at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
        );
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, signature);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return new Answer((int)response.StatusCode, await BeginningAsync(response, cancel));
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Answer(null, e is HttpRequestException failed ? failed.HttpRequestError.ToString() : "It took too long");
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        await using var said = await response.Content.ReadAsStreamAsync(limit.Token);
        var bytes = new byte[MostOfAnswer];
        var read = await said.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit.Token);
        // It is somebody else's text: only what can be shown of it is kept.
        return string.Concat(Encoding.UTF8.GetString(bytes, 0, read).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c))
            .Trim();
    }
}
