using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>A position of the log in a command. Outside it is a token (<see cref="PositionTokens"/>), never a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AsTokenAttribute : Attribute
{
    /// <summary>Puts the positions into a command's body in the place of their tokens.</summary>
    /// <exception cref="EdgeException">One of them is no token of ours.</exception>
    public static void Read(Type command, JsonObject body, PositionTokens tokens)
    {
        foreach (var field in FieldsOf(command))
            if (body[field] is { } said)
                body[field] =
                    said.GetValueKind() == JsonValueKind.String && tokens.Read(said.GetValue<string>()) is { } position
                        ? position
                        : throw new EdgeException(field, $"{field} must be as an earlier answer gave it.");
    }

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        foreach (var field in FieldsOf(context.JsonTypeInfo.Type))
            if (schema.Properties is { } properties)
                properties[field] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null };
        return Task.CompletedTask;
    }

    private static IEnumerable<string> FieldsOf(Type command) =>
        command
            .GetProperties()
            .Where(p => p.IsDefined(typeof(AsTokenAttribute), inherit: false))
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
}
