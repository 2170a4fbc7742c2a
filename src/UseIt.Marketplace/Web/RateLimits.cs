using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.StaticAssets;
using UseIt.Marketplace.Accounts;

namespace UseIt.Marketplace.Web;

/// <summary>What is counted together.</summary>
public enum Counted
{
    /// <summary>Whatever changes something and is nothing of the below.</summary>
    Write,
    SignIn,

    /// <summary>Having a link to sign in mailed to oneself, or to whom one says one is.</summary>
    SignInMail,

    /// <summary>Bearer tokens that are refused; one that is taken is never counted.</summary>
    Token,

    /// <summary>What makes the marketplace write to somebody.</summary>
    Invitation,
    Registration,

    /// <summary>Files that are announced or come with a form.</summary>
    Upload,
    Search,

    /// <summary>All that is kept about a person: the whole log is looked through.</summary>
    OwnData,

    /// <summary>Bytes of a file that was announced: their number is known, and held to the quota.</summary>
    Bytes,

    /// <summary>Pages, lists and answers of the API that change nothing, and are nothing of the above.</summary>
    Read,

    /// <summary>Documents and other files that go out.</summary>
    File,
}

/// <summary>As what an endpoint, a page or a command counts.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CountsAsAttribute(Counted what) : Attribute
{
    public Counted What { get; } = what;
}

/// <summary>Whether it is the last hour before anybody's deadline.</summary>
public interface ILastHour
{
    Task<bool> IsNowAsync(CancellationToken cancel);
}

/// <summary>How many times the usual number of requests everybody may send at this moment.</summary>
public interface IRateFactor
{
    Task<int> TimesAsync(CancellationToken cancel);
}

/// <summary>
/// How often a person, an organisation and an address may do what costs others something. Bursts are free, then it is so many in each
/// period. So that no limit can cost a bidder the deadline: in the last hour before the deadline of any tender nobody is held back from
/// signing in, from writing or from sending files, whoever it is.
/// </summary>
public static class RateLimits
{
    // For each address: an office has one. A file holds a megabyte while it goes out, and one that comes with a form is held whole.
    private const int AtOnce = 128;
    private const int FilesAtOnce = 16;
    private const int WaitAtOnce = 1000;

    private sealed record Limit(TimeSpan Period, int Person, int Organisation, int Address);

    private static readonly IReadOnlyDictionary<Counted, Limit> Limits = new Dictionary<Counted, Limit>
    {
        [Counted.Write] = new(TimeSpan.FromMinutes(1), 300, 1500, 3000),
        [Counted.SignIn] = new(TimeSpan.FromMinutes(1), 30, 300, 30),
        [Counted.SignInMail] = new(TimeSpan.FromHours(1), 60, 200, 600),
        [Counted.Token] = new(TimeSpan.FromMinutes(1), 60, 60, 60),
        [Counted.Invitation] = new(TimeSpan.FromHours(1), 60, 200, 600),
        [Counted.Registration] = new(TimeSpan.FromHours(1), 10, 30, 100),
        [Counted.Upload] = new(TimeSpan.FromHours(1), 300, 1000, 3000),
        // Each may have a megabyte written anew, however little it brings.
        [Counted.Bytes] = new(TimeSpan.FromMinutes(1), 600, 3000, 3000),
        [Counted.Search] = new(TimeSpan.FromMinutes(1), 120, 1200, 600),
        [Counted.OwnData] = new(TimeSpan.FromHours(1), 10, 30, 60),
        // Ten times what somebody who clicks without a rest comes to; an address may be a whole office.
        [Counted.Read] = new(TimeSpan.FromMinutes(1), 1200, 12_000, 12_000),
        [Counted.File] = new(TimeSpan.FromMinutes(1), 300, 3000, 3000),
    };

    // Who signs in, writes a bid, looks after one or tells a balancer how it is reads as often as that takes.
    private static readonly PathString[] ReadFreely = ["/sign-in", "/sign-out", "/account/session", "/bids", "/api/v1/bids", "/health"];

    // Somebody who has begun a bid must be able to come in, to finish it and to send it.
    private static readonly HashSet<Counted> NeverInTheLastHour =
    [
        Counted.Write,
        Counted.SignIn,
        Counted.SignInMail,
        Counted.Upload,
        Counted.Bytes,
    ];

    private sealed record Asked(Counted What, Guid? Person, Guid? Organisation, string Address, int Times);

    // With another factor somebody begins anew, with all there is.
    private readonly record struct Counter(Counted What, string Who, int Times);

    private readonly record struct UnderWay(string Address, bool File);

    public static void Add(IServiceCollection services, Settings settings)
    {
        if (settings.RateLimits == 0)
            return;
        services.AddRateLimiter(o =>
        {
            o.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                Each(a => a.Person?.ToString(), l => l.Person),
                Each(a => a.Organisation?.ToString(), l => l.Organisation),
                Each(a => a.Address, l => l.Address)
            );
            o.OnRejected = async (context, cancel) => await TellAsync(context.HttpContext, context.Lease);
        });
    }

    /// <summary>
    /// How much is under way for one address, so that whoever sends or takes slowly fills the memory of nobody: what comes on top waits.
    /// Call after routing, and before a body is read whole.
    /// </summary>
    public static void UseAtOnce(WebApplication app)
    {
        if (app.Services.GetRequiredService<Settings>().RateLimits == 0)
            return;
        var atOnce = PartitionedRateLimiter.Create<HttpContext, UnderWay>(http =>
            RateLimitPartition.GetConcurrencyLimiter(
                new UnderWay(AddressOf(http), IsFile(http)),
                of => new ConcurrencyLimiterOptions { PermitLimit = of.File ? FilesAtOnce : AtOnce, QueueLimit = WaitAtOnce }
            )
        );
        app.Lifetime.ApplicationStopped.Register(atOnce.Dispose);
        app.Use(
            async (http, next) =>
            {
                using var lease = await atOnce.AcquireAsync(http, cancellationToken: http.RequestAborted);
                if (lease.IsAcquired)
                    await next(http);
                else
                    await RefuseAsync(http, lease, "AtOnce");
            }
        );
    }

    /// <summary>Call once it is known who asks, and before anything is done about it.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetRequiredService<Settings>().RateLimits == 0)
            return;
        app.Use(
            async (http, next) =>
            {
                http.Items[typeof(Asked)] = await AskedAsync(http);
                await next(http);
            }
        );
        app.UseRateLimiter();
    }

    private static PartitionedRateLimiter<HttpContext> Each(Func<Asked, string?> who, Func<Limit, int> permits) =>
        PartitionedRateLimiter.Create<HttpContext, Counter>(http =>
            http.Items[typeof(Asked)] is Asked asked && who(asked) is { } counted && Limits.GetValueOrDefault(asked.What) is { } limit
                ? RateLimitPartition.GetTokenBucketLimiter(
                    new Counter(asked.What, counted, asked.Times),
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = permits(limit) * asked.Times,
                        TokensPerPeriod = 1,
                        ReplenishmentPeriod = limit.Period / (permits(limit) * asked.Times),
                    }
                )
                : RateLimitPartition.GetNoLimiter(default(Counter))
        );

    private static async Task<Asked?> AskedAsync(HttpContext http)
    {
        if (Sorry.IsAgain(http) || WhatOf(http) is not { } what || !Limits.ContainsKey(what))
            return null;
        if (
            NeverInTheLastHour.Contains(what)
            && http.RequestServices.GetService<ILastHour>() is { } deadlines
            && await deadlines.IsNowAsync(http.RequestAborted)
        )
            return null;
        var actor = await http.RequestServices.GetRequiredService<Actors>().OfAsync(http, http.RequestAborted);
        var times = await http.RequestServices.GetRequiredService<IRateFactor>().TimesAsync(http.RequestAborted);
        return new Asked(what, actor.Person == Guid.Empty ? null : actor.Person, actor.Organisation, AddressOf(http), times);
    }

    private static Counted? WhatOf(HttpContext http)
    {
        if (http.Request.Headers.Authorization.Count > 0 && http.User.Identity?.IsAuthenticated != true)
            return Counted.Token;
        var what = http.GetEndpoint()?.Metadata.GetMetadata<CountsAsAttribute>()?.What;
        var safe =
            HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method);
        return !safe ? what ?? Counted.Write
            : what is Counted.Search or Counted.OwnData or Counted.File ? what
            : IsFree(http) ? null
            : Counted.Read;
    }

    // What nobody has made costs nothing to find missing; neither do the style and the script of a page.
    private static bool IsFree(HttpContext http) =>
        http.GetEndpoint() is not { } endpoint
        || endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || ReadFreely.Any(free => http.Request.Path.StartsWithSegments(free));

    private static bool IsFile(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } endpoint
        && (
            endpoint.GetMetadata<CountsAsAttribute>()?.What is Counted.File or Counted.Bytes
            || (
                HttpMethods.IsPost(http.Request.Method)
                && endpoint.GetMetadata<IRequestSizeLimitMetadata>() is { MaxRequestBodySize: > WebSecurity.LargestBody }
            )
        );

    // Whoever has an IPv6 address has a whole network of them.
    private static string AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is not { } address ? "-"
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
        : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : address.ToString();

    private static Task TellAsync(HttpContext http, RateLimitLease lease) =>
        RefuseAsync(http, lease, ((Asked)http.Items[typeof(Asked)]!).What.ToString());

    private static async Task RefuseAsync(HttpContext http, RateLimitLease lease, string what)
    {
        var seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
            ? Math.Max(1, (long)Math.Ceiling(after.TotalSeconds))
            : 60;
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        http.RequestServices.GetRequiredService<SecurityEvents>().Note(SecurityEvent.RateLimited, http, Actors.PersonOf(http.User), what);
        if (Sorry.IsForPeople(http.Request))
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        else
            await Problems
                .Problem(
                    StatusCodes.Status429TooManyRequests,
                    "too-many-requests",
                    "Too many requests",
                    $"There were too many requests in a short time, and nothing was done. Send it again in {seconds} seconds.",
                    ("retryAfter", seconds)
                )
                .ExecuteAsync(http);
    }
}
