using System.Text;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>
/// Text pasted from elsewhere may hold what no database can: the form comes back with the place marked, and everything else as it was
/// typed.
/// </summary>
public static class TypedText
{
    public const char Mark = '\uFFFD';

    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>
    /// The framework refuses a whole form for one NUL, and hides why behind the form's token; marked, it reaches its field.
    /// </summary>
    public static void UseTypedText(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var request = context.Request;
                if (
                    HttpMethods.IsPost(request.Method)
                    && request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) == true
                    && request.ContentLength <= WebSecurity.LargestBody
                    && !Sorry.IsAgain(context)
                )
                {
                    var body = new MemoryStream();
                    await request.Body.CopyToAsync(body, context.RequestAborted);
                    var sent = body.ToArray();
                    request.Body = new MemoryStream(
                        sent.AsSpan().IndexOf("%00"u8) < 0
                            ? sent
                            : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sent).Replace("%00", "%EF%BF%BD", StringComparison.Ordinal))
                    );
                    request.ContentLength = request.Body.Length;
                }
                await next(context);
            }
        );

    internal static bool IsUnstorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\0' or Mark)
                return true;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return true;
            i++;
        }
        return false;
    }

    /// <summary>Every text of every form and address.</summary>
    internal sealed class BinderProvider : IModelBinderProvider
    {
        public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
            context.Metadata.ModelType == typeof(string)
            && context.BindingInfo.BindingSource?.CanAcceptDataFrom(BindingSource.Services) != true
                ? new Binder(new SimpleTypeModelBinder(typeof(string), context.Services.GetRequiredService<ILoggerFactory>()))
                : null;
    }

    private sealed class Binder(IModelBinder text) : IModelBinder
    {
        public async Task BindModelAsync(ModelBindingContext bindingContext)
        {
            await text.BindModelAsync(bindingContext);
            if (bindingContext.Result.Model is not string typed)
                return;
            // What becomes a command is held to its own limits there.
            if (typed.Length > Texts.LongestAnswer)
            {
                bindingContext.ModelState.AddModelError(
                    bindingContext.ModelName,
                    $"{bindingContext.ModelMetadata.GetDisplayName()} must be {Texts.LongestAnswer:#,##0} characters or fewer"
                );
                bindingContext.Result = ModelBindingResult.Failed();
                return;
            }
            if (!IsUnstorable(typed))
                return;
            bindingContext.ModelState.AddModelError(
                bindingContext.ModelName,
                $"{bindingContext.ModelMetadata.GetDisplayName()} holds a character that cannot be kept. Remove the {Mark} and send it again"
            );
            bindingContext.Result = ModelBindingResult.Failed();
        }
    }
}
