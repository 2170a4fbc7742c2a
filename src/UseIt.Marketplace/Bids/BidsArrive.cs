using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Bids;

/// <summary>What is sent here counts from the moment its last byte has arrived.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ArrivesAttribute : Attribute;

/// <summary>
/// Reads what is sent to such an address to its end before anything else is done with the request, and notes the moment. Who sends it and
/// whether he may is asked afterwards, and may take its time.
/// </summary>
public sealed class BidsArrive(RequestDelegate next, Arrivals arrivals)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (
            !HttpMethods.IsPost(http.Request.Method)
            || http.GetEndpoint()?.Metadata.GetMetadata<ArrivesAttribute>() is null
            || !await ReadAsync(http.Request)
        )
        {
            await next(http);
            return;
        }
        using var arrival = arrivals.Carry();
        await next(http);
    }

    private static async Task<bool> ReadAsync(HttpRequest request)
    {
        request.EnableBuffering();
        try
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException)
        {
            // Too large, or broken off: whoever reads it next says so as everywhere else.
            return false;
        }
        request.Body.Position = 0;
        return true;
    }
}
