using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class FilingSafeguards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "Reference",
                table: "Payments",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true,
                collation: "Latin1_General_100_BIN2",
                oldClrType: typeof(string),
                oldType: "nvarchar(64)",
                oldMaxLength: 64,
                oldNullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "WasPaidSince",
                table: "PayeeChanges",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "Asked_AskedAt",
                table: "Accounts",
                type: "datetime2(3)",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "Asked_AskedBy",
                table: "Accounts",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Asked_BankCode",
                table: "Accounts",
                type: "nvarchar(12)",
                maxLength: 12,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Asked_BankId",
                table: "Accounts",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Asked_Number",
                table: "Accounts",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DetailsAt",
                table: "Accounts",
                type: "datetime2(3)",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DetailsBy",
                table: "Accounts",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DetailsConfirmedBy",
                table: "Accounts",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "UsableFrom",
                table: "Accounts",
                type: "datetime2(3)",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_Reference",
                table: "Payments",
                column: "Reference");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ReissueOf",
                table: "Payments",
                column: "ReissueOf");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Payments_Reference",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Payments_ReissueOf",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "WasPaidSince",
                table: "PayeeChanges");

            migrationBuilder.DropColumn(
                name: "Asked_AskedAt",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_AskedBy",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_BankCode",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_BankId",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "Asked_Number",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "DetailsAt",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "DetailsBy",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "DetailsConfirmedBy",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "UsableFrom",
                table: "Accounts");

            migrationBuilder.AlterColumn<string>(
                name: "Reference",
                table: "Payments",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "nvarchar(64)",
                oldMaxLength: 64,
                oldNullable: true,
                oldCollation: "Latin1_General_100_BIN2");
        }
    }
}
