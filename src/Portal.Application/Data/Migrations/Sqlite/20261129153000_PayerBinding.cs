using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PayerBinding : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PayerNumber",
                table: "Payments",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemoteId",
                table: "PaymentInstructions",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "CK_Payments_PayerNumber_Length",
                table: "Payments",
                sql: "length(\"PayerNumber\") <= 64");

            migrationBuilder.AddCheckConstraint(
                name: "CK_PaymentInstructions_RemoteId_Length",
                table: "PaymentInstructions",
                sql: "length(\"RemoteId\") <= 64");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "CK_Payments_PayerNumber_Length",
                table: "Payments");

            migrationBuilder.DropCheckConstraint(
                name: "CK_PaymentInstructions_RemoteId_Length",
                table: "PaymentInstructions");

            migrationBuilder.DropColumn(
                name: "PayerNumber",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "RemoteId",
                table: "PaymentInstructions");
        }
    }
}
